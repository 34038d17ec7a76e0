import 'server-only'
import { env } from '@/lib/env'

/** The demo account to show on the sign-in page; null unless this installation allows one. */
export const demoHint = (): { readonly email: string; readonly password: string } | null => env().demo
