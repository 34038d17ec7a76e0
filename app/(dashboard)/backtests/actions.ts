'use server'

import { revalidatePath } from 'next/cache'
import { redirect } from 'next/navigation'
import { tenantAction } from '@/lib/action'
import { cancelRun, deleteRun, renameRun } from '@/lib/backtests/commands'
import { createBacktest } from '@/lib/backtests/create-backtest'
import * as forms from '@/lib/backtests/forms'
import { removeUpload } from '@/lib/candles/uploads/remove-upload'
import { server } from '@/lib/server'

export const createBacktestAction = tenantAction(forms.newBacktestForm, async (tenant, input) => {
  const created = await createBacktest(tenant, input, server())
  if (!created.ok) return created
  revalidatePath('/backtests', 'layout')
  redirect(`/backtests/${created.value}`)
})

export const cancelBacktestAction = tenantAction(forms.backtestForm, async (tenant, { backtestId }) => {
  const cancelled = await cancelRun(tenant, backtestId)
  revalidatePath('/backtests', 'layout')
  return cancelled
})

export const renameBacktestAction = tenantAction(forms.renameBacktestForm, async (tenant, input) => {
  const renamed = await renameRun(tenant, input)
  revalidatePath('/backtests', 'layout')
  return renamed
})

export const deleteBacktestAction = tenantAction(forms.backtestForm, async (tenant, { backtestId }) => {
  const deleted = await deleteRun(tenant, backtestId)
  if (!deleted.ok) return deleted
  revalidatePath('/backtests', 'layout')
  redirect('/backtests')
})

export const deleteUploadAction = tenantAction(forms.uploadForm, async (tenant, { uploadId }) => {
  const deleted = await removeUpload(tenant, uploadId)
  revalidatePath('/backtests', 'layout')
  return deleted
})
