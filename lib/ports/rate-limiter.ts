export type RateBucket =
  'sign-in-pair' | 'sign-in-ip' | 'sign-in-all' | 'register-ip' | 'action' | 'candles' | 'upload'

export type RateVerdict = { readonly ok: boolean; readonly retryAfterSeconds: number }

/** Counts one attempt against a bucket. `id` is what the bucket is keyed by: a user id, an address prefix, or both. */
export interface RateLimiter {
  limit(bucket: RateBucket, id: string): Promise<RateVerdict>
  reset(bucket: RateBucket, id: string): Promise<void>
}
