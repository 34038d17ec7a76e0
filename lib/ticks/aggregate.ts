import type { Environment } from '@/lib/bots/views'
import type { BotStatus } from '@/lib/domain/bot-status'
import type { DealEnd, DealStatus } from '@/lib/domain/deals/deal'
import type { OrderKey, OrderPrice, OrderSide, OrderStatus } from '@/lib/domain/orders/order'
import type { Side } from '@/lib/domain/perpetuals/instrument'
import type { PastStop, StopMode } from '@/lib/domain/strategies/contract'
import type { ReasonCode } from '@/lib/domain/strategies/reasons'
import type { Reservation } from '@/lib/domain/strategies/reservation'

/** The lease a worker won: every fenced statement carries its token. */
export type Claim = {
  readonly botId: string
  readonly tenantId: string
  readonly key: number
  readonly token: string
  readonly configVersion: number
  /** The database's clock when the lease was won, milliseconds since the epoch. */
  readonly databaseNow: number
}

/** One bot with all that one tick needs, read after the lease was won. Decimals are strings, instants milliseconds. */
export type BotAggregate = {
  readonly id: string
  readonly tenantId: string
  readonly name: string
  readonly status: BotStatus
  readonly stopMode: StopMode | null
  readonly configVersion: number
  readonly startedAt: number
  readonly eventCursor: string
  readonly user: { readonly status: string; readonly plan: string }
  readonly account: {
    readonly id: string
    readonly exchange: string
    readonly environment: Environment
    readonly market: unknown
    /** What other bots on this account have reserved for their worst cases. */
    readonly reservedElsewhere: Reservation
  }
  readonly pairs: readonly PairAggregate[]
}

export type PairAggregate = {
  readonly id: string
  readonly symbol: string
  readonly side: Side
  readonly leverage: number
  readonly strategy: string
  readonly config: unknown
  readonly settingsConfirmed: boolean
  readonly closeRequested: boolean
  readonly dealCount: number
  readonly lastDeal: { readonly endedAt: number; readonly status: DealEnd['status'] } | null
  readonly realisedPnl: string
  /** The newest stopped and liquidated deals, newest first. */
  readonly stops: readonly PastStop[]
  readonly memory: unknown
  readonly condition: { readonly code: ReasonCode; readonly logId: string | null }
  readonly deal: DealRow | null
  /** All orders of the open deal, oldest first. */
  readonly orders: readonly OrderRow[]
  /** Orders of ended deals that are not terminal: to be withdrawn, and booked if they still fill. */
  readonly strays: readonly OrderRow[]
}

export type DealRow = {
  readonly id: string
  readonly number: number
  readonly status: DealStatus
  readonly configVersion: number
  readonly config: unknown
  readonly leverage: number
  readonly state: unknown
  readonly quantity: string
  readonly averageEntry: string | null
  readonly entryCost: string
  readonly entryFees: string
  readonly exitFees: string
  readonly realisedGross: string
  readonly funding: string
  readonly peakQuantity: string
  readonly level: number
  readonly openedAt: number
}

export type OrderRow = {
  readonly id: string
  readonly dealId: string
  readonly dealNumber: number
  readonly key: OrderKey
  readonly attempt: number
  readonly clientOrderId: string
  readonly side: OrderSide
  readonly kind: OrderPrice['kind']
  readonly price: string | null
  readonly quantity: string
  readonly filledQuantity: string
  readonly filledCost: string
  readonly reduceOnly: boolean
  readonly status: OrderStatus
  readonly leaseToken: string
  readonly reason: string
  readonly plannedAt: number
  readonly sentAt: number | null
  readonly refusal: string | null
  readonly traded: boolean
}
