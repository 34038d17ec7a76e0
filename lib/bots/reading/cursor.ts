/** A place in a list that is ordered by instant and id, newest first. */
export type Place = { readonly at: string; readonly id: string }

/** Writes a place as an opaque word for an address. */
export const cursorOf = ({ at, id }: Place): string => Buffer.from(`${at} ${id}`).toString('base64url')

/** Reads a cursor; anything that is none, of any type, is the first page. */
export function placeOf(cursor: unknown): Place | null {
  if (typeof cursor !== 'string' || cursor.length > 200) return null
  const text = Buffer.from(cursor, 'base64url').toString('utf8')
  const [, at, id] = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) ([a-z]+_[a-z0-9]{1,64})$/.exec(text) ?? []
  return at === undefined || id === undefined || Number.isNaN(Date.parse(at)) ? null : { at, id }
}

/** Writes and reads the place in a list that is ordered by a number alone. */
export const numberCursorOf = (id: string): string => Buffer.from(id).toString('base64url')

export function numberOf(cursor: unknown): string | null {
  if (typeof cursor !== 'string' || cursor.length > 40) return null
  const text = Buffer.from(cursor, 'base64url').toString('utf8')
  return /^[1-9]\d{0,17}$/.test(text) ? text : null
}
