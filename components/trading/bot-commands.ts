import type { ActionState } from '@/lib/action-state'

/** A server action as a form sees it. */
export type FormAction = (previous: ActionState, form: FormData) => Promise<ActionState>

/** The commands of a bot; the page hands them in, so that components know no routes. */
export type BotActions = {
  readonly start: FormAction
  readonly pause: FormAction
  readonly resume: FormAction
  readonly stop: FormAction
  readonly closeNow: FormAction
  readonly remove: FormAction
}
