/** `config.customSteps.0.size` is part of `config.customSteps`. */
export const isPartOf = (field: string, whole: string): boolean =>
  field === whole || field.startsWith(`${whole}.`)
