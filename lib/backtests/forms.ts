import { z } from 'zod'

const backtestId = z.string().max(80)

/** A new back-test comes as it is: its fields are read by `createBacktest`, which tells all faults at once. */
export const newBacktestForm = z.record(z.string(), z.unknown())

/** A command that needs to know the run only. */
export const backtestForm = z.strictObject({ backtestId })

export const renameBacktestForm = z.strictObject({ backtestId, name: z.string() })

export const uploadForm = z.strictObject({ uploadId: z.string().max(80) })
