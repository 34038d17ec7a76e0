import type { OutMessage } from '@/lib/ports/dispatcher'

/** Refuses what a dispatcher cannot carry; QStash answers 400 to any other character in a deduplication id. */
export function checkMessage(message: OutMessage): void {
  if (!/^[A-Za-z0-9_-]{1,128}$/.test(message.dedupId)) {
    throw new RangeError(`deduplication id may hold only letters, digits, _ and -: ${message.dedupId}`)
  }
  if (message.flowKey !== undefined && !/^[A-Za-z0-9_.-]{1,64}$/.test(message.flowKey)) {
    throw new RangeError(`flow key may hold only letters, digits, _, . and -: ${message.flowKey}`)
  }
}
