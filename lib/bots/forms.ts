import { z } from 'zod'

const botId = z.string().max(80)
const pairId = z.string().max(80)
const checkbox = z.literal(['on', 'true', 'off', 'false']).optional()

/** A new bot comes as it is: its fields are read by `createBot`, which tells all faults at once. */
export const newBotForm = z.record(z.string(), z.unknown())

/** A command that needs to know the bot only. */
export const commandForm = z.strictObject({ botId })

export const stopForm = z.strictObject({
  botId,
  stopMode: z.enum(['keep-exits', 'cancel-orders', 'close'], 'Choose what becomes of the open deal.'),
})

export const closeNowForm = z.strictObject({ botId, pairId: pairId.optional() })

/** The settings of one pair, named as in the form of a new bot: `pairs.0.config.baseOrderSize`. */
export const pairSettingsForm = z.strictObject({
  botId,
  pairId,
  pairs: z.tuple([z.strictObject({ config: z.unknown(), leverage: z.unknown().optional() })]),
  consents: z.unknown().optional(),
  confirmNoStop: checkbox.transform((sent) => sent === 'on' || sent === 'true'),
})

export const renameForm = z.strictObject({ botId, name: z.string() })

export const intervalForm = z.strictObject({ botId, intervalSec: z.string() })
