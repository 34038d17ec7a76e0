import { formatInterval, symbolName } from '@/components/trading/format'
import type { BacktestView } from '@/lib/backtests/views'
import { settingsFields as dcaFields } from '@/lib/domain/strategies/dca/settings-fields'
import { settingsFields as martingaleFields } from '@/lib/domain/strategies/martingale/settings-fields'
import { barWords, moneyText, percentText, periodText } from './words'

/** One setting of a run: the group it stands in, its name and its value in words. */
export type SettingRow = { readonly group: string; readonly name: string; readonly text: string }

/** Everything a run was asked with, in the order of the form. */
export function settingRows(backtest: BacktestView): SettingRow[] {
  const { data, config } = backtest.request
  const bars = data.source.kind === 'files' ? 'as in the file' : barWords(barOf(data.timeframe))
  return [
    ...[
      ['Candles from', backtest.source],
      ['Candle length', bars],
      ['Period (UTC)', periodText(backtest)],
      ['Deposit', moneyText(config.deposit)],
      ['Decides every', formatInterval(config.decisionEverySec)],
      ['Fees', `maker ${percentText(config.fees.maker, 3)}, taker ${percentText(config.fees.taker, 3)}`],
    ].map(([name = '', text = '']) => ({ group: 'Run', name, text })),
    ...config.pairs.flatMap((pair, index) =>
      pairRows(pair, `Pair ${index + 1}: ${symbolName(pair.symbol)} ${pair.side}`),
    ),
  ]
}

type Pair = BacktestView['request']['config']['pairs'][number]

function pairRows({ symbol, side, leverage, strategy, config }: Pair, group: string): SettingRow[] {
  return [
    { group, name: 'Market and side', text: `${symbolName(symbol)} ${side}` },
    { group, name: 'Strategy', text: strategy === 'dca' ? 'DCA' : strategy },
    { group, name: 'Leverage', text: `${leverage}×` },
    ...inOrder(strategy, config).map(([name, value]) => ({ group, ...settingRow(strategy, name, value) })),
  ]
}

const fieldsOf = (strategy: string): Readonly<Record<string, unknown>> =>
  strategy === 'martingale' ? martingaleFields : dcaFields

/** Settings in the order of the form: the database keeps them in its own. */
function inOrder(strategy: string, config: Pair['config']): [string, unknown][] {
  const names = Object.keys(fieldsOf(strategy))
  const place = (name: string) => (names.includes(name) ? names.indexOf(name) : names.length)
  return Object.entries(config).toSorted(([a], [b]) => place(a) - place(b))
}

type Label = {
  readonly label: string
  readonly unit?: string | undefined
  readonly options?: readonly Option[]
}
type Option = { readonly value: string; readonly label: string }

function settingRow(strategy: string, name: string, value: unknown): { name: string; text: string } {
  const field = fieldsOf(strategy)[name] as Label | undefined
  return { name: field?.label ?? name, text: valueText(value, field) }
}

function valueText(value: unknown, field: Label | undefined): string {
  if (value === null || value === undefined) return 'none'
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (Array.isArray(value)) return value.map((item) => valueText(item, undefined)).join('; ') || 'none'
  if (typeof value === 'object') {
    return Object.entries(value)
      .map(([name, part]) => `${name} ${valueText(part, undefined)}`)
      .join(', ')
  }
  const chosen = field?.options?.find((option) => option.value === value)?.label
  const unit = field?.unit === undefined || field.unit === 'quote' ? '' : ` ${field.unit}`
  return chosen ?? `${String(value)}${unit}`
}

const minutes = { '1m': 1, '5m': 5, '15m': 15, '1h': 60 } as const

const barOf = (timeframe: keyof typeof minutes): number => minutes[timeframe] * 60_000
