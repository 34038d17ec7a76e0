import type { UserId } from '@/lib/domain/ids'

export type Role = 'USER' | 'ADMIN'
export type AccountStatus = 'PENDING' | 'ACTIVE' | 'REJECTED' | 'SUSPENDED'
export type PlanName = 'FREE' | 'BASIC' | 'PRO' | 'ENTERPRISE'

/** A user as the rest of the code may know him: never the password hash. */
export type Account = {
  readonly userId: UserId
  readonly email: string
  readonly role: Role
  readonly status: AccountStatus
  /** What the administrator wrote when rejecting or suspending. */
  readonly statusReason: string | null
  readonly statusAt: Date
  readonly plan: PlanName
  /** IANA name. */
  readonly timeZone: string
  readonly isDemo: boolean
  readonly createdAt: Date
}
