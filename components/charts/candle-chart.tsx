'use client'

import { useId } from 'react'
import { AbsoluteTime, ZoneName } from '@/components/ui/relative-time'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import { formatDecimal, symbolName } from '@/components/trading/format'
import type { CandleView, MarkerView } from '@/lib/bots/views'
import { CandleCanvas } from './candle-canvas'
import { candleSummary, lineNames, markerLetters, type PriceLine } from './candle-summary'
import { ChartFrame } from './chart-frame'

export type CandleChartProps = {
  symbol: string
  candles: readonly CandleView[]
  markers: readonly MarkerView[]
  lines: readonly PriceLine[]
  priceDecimals: number
}

/** Candles of one pair with its trades and the lines of the running deal. */
export function CandleChart({ symbol, candles, markers, lines, priceDecimals }: CandleChartProps) {
  const summaryId = useId()
  if (candles.length === 0) {
    return (
      <div className="grid h-[22rem] place-items-center rounded-lg border border-dashed border-border-strong bg-background/50 px-6 text-center text-sm text-muted-foreground">
        No candles of {symbolName(symbol)} yet. They appear with the first prices.
      </div>
    )
  }
  return (
    <ChartFrame
      summary={candleSummary(symbol, candles, markers, lines, priceDecimals)}
      summaryId={summaryId}
      legend={<MarkerLegend />}
      table={
        <div className="grid gap-4">
          <MarkersTable markers={markers} decimals={priceDecimals} />
          <LinesTable lines={lines} decimals={priceDecimals} />
          <CandlesTable symbol={symbol} candles={candles} decimals={priceDecimals} />
        </div>
      }
    >
      <CandleCanvas
        candles={candles}
        markers={markers}
        lines={lines}
        priceDecimals={priceDecimals}
        summaryId={summaryId}
      />
    </ChartFrame>
  )
}

function MarkerLegend() {
  const keys = [
    ['▲ O', 'opened'],
    ['● A', 'added'],
    ['■ R', 'reduced'],
    ['▼ C', 'closed'],
  ] as const
  return (
    <ul
      aria-label="Marks on the chart"
      className="flex flex-wrap gap-x-4 gap-y-1 text-xs text-muted-foreground"
    >
      {keys.map(([mark, word]) => (
        <li key={word} className="inline-flex items-center gap-1.5">
          <span aria-hidden className="font-mono text-foreground">
            {mark}
          </span>
          {word}
        </li>
      ))}
      <li className="ml-auto">
        Time axis in UTC. Charts by{' '}
        <a href="https://www.tradingview.com/" rel="noreferrer" className="underline underline-offset-2">
          TradingView
        </a>
      </li>
    </ul>
  )
}

function MarkersTable({ markers, decimals }: { markers: readonly MarkerView[]; decimals: number }) {
  if (markers.length === 0) return null
  return (
    <Table caption="Trades on the chart" showCaption>
      <TableHead>
        <tr>
          <TableHeader>
            Time, <ZoneName />
          </TableHeader>
          <TableHeader>Mark</TableHeader>
          <TableHeader>Trade</TableHeader>
          <TableHeader numeric>Price</TableHeader>
        </tr>
      </TableHead>
      <TableBody>
        {markers.map((marker) => (
          <TableRow key={`${marker.time} ${marker.action} ${marker.label}`}>
            <TableCell>
              <AbsoluteTime at={new Date(marker.time * 1000).toISOString()} />
            </TableCell>
            <TableCell>{markerLetters[marker.action]}</TableCell>
            <TableCell>{marker.label}</TableCell>
            <TableCell numeric>{formatDecimal(marker.price.toFixed(decimals), decimals)}</TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  )
}

function LinesTable({ lines, decimals }: { lines: readonly PriceLine[]; decimals: number }) {
  if (lines.length === 0) return null
  return (
    <Table caption="Lines of the running deal" showCaption>
      <TableBody>
        {lines.map((line) => (
          <TableRow key={line.kind}>
            <th scope="row" className="px-5 py-2 text-left font-medium">
              {lineNames[line.kind]}
            </th>
            <TableCell numeric>{formatDecimal(line.price.toFixed(decimals), decimals)}</TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  )
}

function CandlesTable({
  symbol,
  candles,
  decimals,
}: {
  symbol: string
  candles: readonly CandleView[]
  decimals: number
}) {
  const price = (value: number) => formatDecimal(value.toFixed(decimals), decimals)
  return (
    <Table caption={`Candles of ${symbolName(symbol)}`} showCaption>
      <TableHead>
        <tr>
          <TableHeader>
            Open time, <ZoneName />
          </TableHeader>
          <TableHeader numeric>Open</TableHeader>
          <TableHeader numeric>High</TableHeader>
          <TableHeader numeric>Low</TableHeader>
          <TableHeader numeric>Close</TableHeader>
        </tr>
      </TableHead>
      <TableBody>
        {candles.toReversed().map((candle) => (
          <TableRow key={candle.time}>
            <TableCell>
              <AbsoluteTime at={new Date(candle.time * 1000).toISOString()} />
            </TableCell>
            <TableCell numeric>{price(candle.open)}</TableCell>
            <TableCell numeric>{price(candle.high)}</TableCell>
            <TableCell numeric>{price(candle.low)}</TableCell>
            <TableCell numeric>{price(candle.close)}</TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  )
}
