/** What was typed, without secrets: React empties the inputs after an action, also after a refused one. */
export type SentValues = Readonly<Record<string, string>>

/** `field` is the path of the input (`pairs.0.leverage`); empty means the whole form. */
export type FieldFault = { readonly field: string; readonly message: string }

/** What a form shows after its action. */
export type ActionState =
  | { readonly status: 'idle' }
  | { readonly status: 'success'; readonly message: string }
  | { readonly status: 'invalid'; readonly faults: readonly FieldFault[]; readonly values: SentValues }
  | { readonly status: 'failed'; readonly message: string; readonly values: SentValues }

/** The state of a form nobody sent yet: the second argument of `useActionState`. */
export const idle: ActionState = { status: 'idle' }
