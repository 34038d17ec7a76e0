import { Receiver } from '@upstash/qstash'
import { z } from 'zod'
import type { VerifySignedCall } from '@/lib/dispatch/signed-call'
import { readCapped } from '@/lib/http/read-capped'

const maxBodyBytes = 65_536
const maxLifetimeSec = 600
const clockToleranceSec = 5

const claimsSchema = z.object({ exp: z.number(), nbf: z.number(), jti: z.string().min(1) })

/**
 * The one check behind every signed route, for calls of QStash and of the embedded dispatcher alike.
 * The url is fixed from `origin`, never taken from the request: a token for one route is worthless on another.
 * Throws at once when a signing key is missing, because the SDK would fall back to the environment's.
 */
export function makeVerifier(options: {
  readonly currentSigningKey: string
  readonly nextSigningKey: string
  readonly origin: string
}): VerifySignedCall {
  const { currentSigningKey, nextSigningKey, origin } = options
  if (currentSigningKey === '' || nextSigningKey === '') throw new Error('both signing keys are required')
  // Without devMode: false, QSTASH_DEV in the environment swaps our keys for constants published in the package.
  const receiver = new Receiver({ currentSigningKey, nextSigningKey, devMode: false })

  return async (request, route) => {
    const signature = request.headers.get('upstash-signature') ?? ''
    try {
      const read = await readCapped(request, maxBodyBytes)
      if (!read.ok) return { status: read.error.kind === 'too-large' ? 413 : 401 }
      const body = read.value
      await receiver.verify({ signature, body, url: origin + route, clockTolerance: clockToleranceSec })
      // The SDK requires neither `exp` nor a bounded lifetime: such a token would be good for ever.
      const claims = claimsSchema.parse(JSON.parse(payloadOf(signature)))
      if (claims.exp - claims.nbf > maxLifetimeSec) return { status: 401 }
      return { status: 200, body, id: claims.jti }
    } catch {
      return { status: 401 }
    }
  }
}

function payloadOf(signature: string): string {
  return Buffer.from(signature.split('.')[1] ?? '', 'base64url').toString('utf8')
}
