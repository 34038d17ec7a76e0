import type { SettingsFault } from '@/lib/domain/strategies/contract'
import type { DcaConfig } from './config'

/** Faults of settings that are right each by itself and wrong together. */
export function togetherFaults(config: DcaConfig): readonly SettingsFault[] {
  return [
    ...resting(config),
    ...customLadder(config),
    ...profitSteps(config),
    ...stops(config),
    ...prices(config),
    ...liquidation(config),
  ]
}

const fault = (field: string, message: string): SettingsFault[] => [{ field, message }]

function resting({ activeSafetyOrders, maxSafetyOrders }: DcaConfig): SettingsFault[] {
  if (activeSafetyOrders > maxSafetyOrders) {
    return fault('activeSafetyOrders', `Must be at most the number of safety orders, ${maxSafetyOrders}.`)
  }
  return activeSafetyOrders === 0 && maxSafetyOrders > 0
    ? fault('activeSafetyOrders', 'At least one safety order has to rest.')
    : []
}

function customLadder({ customSteps }: DcaConfig): SettingsFault[] {
  return (customSteps ?? []).flatMap(({ deviationPct }, index, steps) => {
    const before = steps[index - 1]
    return before !== undefined && deviationPct <= before.deviationPct
      ? fault(`customSteps.${index}.deviationPct`, 'Each distance must be larger than the one before it.')
      : []
  })
}

function profitSteps({ takeProfitSteps, trailingPct }: DcaConfig): SettingsFault[] {
  if (takeProfitSteps === null) return []
  const sum = takeProfitSteps.reduce((total, { closePct }) => total + closePct, 0)
  return [
    ...takeProfitSteps.flatMap(({ profitPct }, index) => {
      const before = takeProfitSteps[index - 1]
      return before !== undefined && profitPct <= before.profitPct
        ? fault(`takeProfitSteps.${index}.profitPct`, 'Each profit must be larger than the one before it.')
        : []
    }),
    ...(Math.abs(sum - 100) > 1e-9
      ? fault('takeProfitSteps', `The shares must add up to 100 %; these make ${Number(sum.toFixed(4))} %.`)
      : []),
    ...(trailingPct > 0
      ? fault('trailingPct', 'Trailing and profit in steps exclude each other: choose one of the two.')
      : []),
  ]
}

function stops(config: DcaConfig): SettingsFault[] {
  return [
    ...(config.moveStopToBreakeven && (config.takeProfitSteps?.length ?? 0) < 2
      ? fault('moveStopToBreakeven', 'The stop moves after a profit step: give at least two steps.')
      : []),
    ...(config.stopLossDelaySec > 0 && config.stopLossPct === null
      ? fault('stopLossDelaySec', 'There is no stop loss that could wait.')
      : []),
  ]
}

function prices({ minPrice, maxPrice }: DcaConfig): SettingsFault[] {
  return minPrice !== null && maxPrice !== null && minPrice >= maxPrice
    ? fault('maxPrice', 'Must be more than the lowest price.')
    : []
}

function liquidation({ liquidationBuffer, liquidationReduceBuffer }: DcaConfig): SettingsFault[] {
  return liquidationReduceBuffer !== null && liquidationReduceBuffer <= liquidationBuffer
    ? fault('liquidationReduceBuffer', `Must be more than the liquidation buffer, ${liquidationBuffer}.`)
    : []
}
