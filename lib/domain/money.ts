/**
 * Money inside the simulation is counted in whole units of 1e-8 quote coin, held in a double: sums of integers below 2^53 are exact,
 * so a wallet equals its deposit plus its cash flows to the last digit, whatever their order. 2^53 units are 90 million quote coins.
 */
export const UNITS_PER_QUOTE = 1e8

/** Rounds an amount in quote coin half away from zero to whole units of 1e-8. */
export function toUnits(amount: number): number {
  return amount < 0 ? -Math.round(-amount * UNITS_PER_QUOTE) : Math.round(amount * UNITS_PER_QUOTE)
}

/** The amount in quote coin of a number of whole units. */
export const fromUnits = (units: number): number => units / UNITS_PER_QUOTE

/** Writes whole units as a plain decimal string with at most eight decimals: `-12.5`. */
export function unitsToDecimal(units: number): string {
  const digits = Math.abs(units).toFixed(0).padStart(9, '0')
  const fraction = digits.slice(-8).replace(/0+$/, '')
  const text = digits.slice(0, -8) + (fraction === '' ? '' : `.${fraction}`)
  return units < 0 ? `-${text}` : text
}
