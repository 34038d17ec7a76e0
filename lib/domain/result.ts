/** An outcome the caller must look at. Expected failures are values; only bugs are thrown. */
export type Result<T, E extends { readonly kind: string }> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: E }

export const ok = <T>(value: T) => ({ ok: true, value }) as const

export const fail = <const E extends { readonly kind: string }>(error: E) => ({ ok: false, error }) as const
