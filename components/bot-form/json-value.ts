/** A list that travels through a form as JSON text; what cannot be read counts as empty. */
export function readList<Item>(text: string): readonly Item[] {
  const value = readJson(text)
  return Array.isArray(value) ? (value as readonly Item[]) : []
}

/** One record that travels through a form as JSON text; null where there is none. */
export function readRecord(text: string): Readonly<Record<string, unknown>> | null {
  const value = readJson(text)
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : null
}

/** A list as JSON text; an empty one is no text at all. */
export const listText = (list: readonly unknown[]): string => (list.length === 0 ? '' : JSON.stringify(list))

/** What stands in an input for a typed or stored value. */
export const cellText = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : ''

/** A stored setting as the text of its control. */
export const settingText = (value: unknown): string => {
  if (value === null || value === undefined) return ''
  if (Array.isArray(value)) return listText(value)
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
