'use server'

import { revalidatePath } from 'next/cache'
import { redirect } from 'next/navigation'
import { tenantAction } from '@/lib/action'
import { renameBot, updateInterval, updatePairSettings } from '@/lib/bots/commands/change-settings'
import { closeNow } from '@/lib/bots/commands/close-now'
import { deleteBot } from '@/lib/bots/commands/delete-bot'
import { pauseBot, resumeBot } from '@/lib/bots/commands/pause-resume'
import { startBot } from '@/lib/bots/commands/start-bot'
import { stopBot } from '@/lib/bots/commands/stop-bot'
import { createBot } from '@/lib/bots/creation/create-bot'
import * as forms from '@/lib/bots/forms'
import { checkOwnJournal } from '@/lib/journal/check-own-journal'
import { server } from '@/lib/server'

export const createBotAction = tenantAction(forms.newBotForm, async (tenant, input) => {
  const created = await createBot(tenant, input, server())
  if (!created.ok) return created
  revalidatePath('/', 'layout')
  redirect(`/bots/${created.value.botId}`)
})

export const startBotAction = tenantAction(forms.commandForm, async (tenant, { botId }) => {
  const started = await startBot(tenant, botId, server())
  revalidatePath('/', 'layout')
  return started
})

export const pauseBotAction = tenantAction(forms.commandForm, async (tenant, { botId }) => {
  const paused = await pauseBot(tenant, botId, server())
  revalidatePath('/', 'layout')
  return paused
})

export const resumeBotAction = tenantAction(forms.commandForm, async (tenant, { botId }) => {
  const resumed = await resumeBot(tenant, botId, server())
  revalidatePath('/', 'layout')
  return resumed
})

export const stopBotAction = tenantAction(forms.stopForm, async (tenant, input) => {
  const stopping = await stopBot(tenant, input, server())
  revalidatePath('/', 'layout')
  return stopping
})

export const closeNowAction = tenantAction(forms.closeNowForm, async (tenant, { botId, pairId }) => {
  const closing = await closeNow(tenant, { botId, pairId: pairId ?? null }, server())
  revalidatePath('/', 'layout')
  return closing
})

export const deleteBotAction = tenantAction(forms.commandForm, async (tenant, { botId }) => {
  const deleted = await deleteBot(tenant, botId, server())
  if (!deleted.ok) return deleted
  revalidatePath('/', 'layout')
  redirect('/bots')
})

export const updatePairSettingsAction = tenantAction(forms.pairSettingsForm, async (tenant, input) => {
  const { botId, pairId, pairs, confirmNoStop, consents } = input
  const saved = await updatePairSettings(
    tenant,
    { botId, pairId, confirmNoStop, consents, ...pairs[0] },
    server(),
  )
  revalidatePath(`/bots/${botId}`)
  return saved
})

export const renameBotAction = tenantAction(forms.renameForm, async (tenant, input) => {
  const renamed = await renameBot(tenant, input, server())
  revalidatePath('/', 'layout')
  return renamed
})

export const updateIntervalAction = tenantAction(forms.intervalForm, async (tenant, input) => {
  const updated = await updateInterval(tenant, input, server())
  revalidatePath('/', 'layout')
  return updated
})

export const checkJournalAction = tenantAction(forms.commandForm, (tenant, { botId }) =>
  checkOwnJournal(tenant, botId),
)
