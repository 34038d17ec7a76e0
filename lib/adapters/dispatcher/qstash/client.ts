import { Client } from '@upstash/qstash'

export type QStashOptions = {
  readonly token: string
  /** Region's address, e.g. `https://qstash.upstash.io`. */
  readonly url: string
}

const sdkRetries = 2

/** The SDK's client with everything given explicitly: what is left out it would read from the environment. */
export function qstashClient({ token, url }: QStashOptions): Client {
  if (token === '') throw new Error('the QStash token is required')
  return new Client({
    token,
    baseUrl: url,
    retry: { retries: sdkRetries, backoff: (attempt) => 100 * 2 ** attempt },
    enableTelemetry: false,
    devMode: false,
  })
}
