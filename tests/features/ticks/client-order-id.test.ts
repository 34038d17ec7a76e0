import fc from 'fast-check'
import { clientOrderIdFor } from '@/lib/ticks/client-order-id'

const appKey = new Uint8Array(32).fill(1)

describe('The id of an order on the venue', () => {
  test('is the one of the written vector', () => {
    const intent = { botId: 'bot_1', dealId: 'deal_7', key: 'safety/3', attempt: 1 } as const
    expect(clientOrderIdFor(appKey, intent)).toBe('b07a781775eec711cf6ee81b722f39b5')
  })

  test('differs for every bot, deal, key, attempt and secret', () => {
    const intent = { botId: 'bot_1', dealId: 'deal_7', key: 'base', attempt: 1 } as const
    const ids = [
      clientOrderIdFor(appKey, intent),
      clientOrderIdFor(appKey, { ...intent, botId: 'bot_2' }),
      clientOrderIdFor(appKey, { ...intent, dealId: 'deal_8' }),
      clientOrderIdFor(appKey, { ...intent, key: 'close' }),
      clientOrderIdFor(appKey, { ...intent, attempt: 2 }),
      clientOrderIdFor(new Uint8Array(32), intent),
    ]
    expect(new Set(ids).size).toBe(ids.length)
  })

  test('is 32 lower-case hex letters with our tag, whatever the intent, and holds no name', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.nat(), (botId, dealId, attempt) => {
        const id = clientOrderIdFor(appKey, { botId, dealId, key: 'take-profit/1', attempt })
        return /^b07a[0-9a-f]{28}$/.test(id)
      }),
    )
  })
})
