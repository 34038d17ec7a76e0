import { formatDecimal, formatQuantity } from '@/components/trading/format'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import type { Instrument } from '@/lib/domain/perpetuals/instrument'
import { decimalsOf } from '@/lib/domain/perpetuals/quantize'
import type { LadderLevel } from '@/lib/domain/strategies/dca/ladder-table'
import type { PlannedRung } from '@/lib/domain/strategies/dca/ladder'

const nameOf = (level: number): string => (level === 0 ? 'Base' : `Safety ${level}`)

/** The deal level by level, as it would stand once each order has filled. Where room is short order, price, size and margin remain. */
export function LadderTable({
  levels,
  instrument,
  flagged,
}: {
  levels: readonly LadderLevel[]
  instrument: Instrument
  /** Levels the examination refuses. */
  flagged: ReadonlySet<number>
}) {
  const decimals = decimalsOf(instrument.tickSize)
  const price = (value: number | null) =>
    value === null ? '-' : formatDecimal(value.toFixed(decimals), decimals)
  const money = (value: number) => formatDecimal(value.toFixed(8), 2)
  return (
    <Table caption="Ladder at the last price: each order and the deal after it">
      <TableHead>
        <tr>
          <TableHeader>Order</TableHeader>
          <TableHeader numeric className="@max-[40rem]:hidden">
            Deviation
          </TableHeader>
          <TableHeader numeric>Price</TableHeader>
          <TableHeader numeric>Size</TableHeader>
          <TableHeader numeric className="@max-[50rem]:hidden">
            Position
          </TableHeader>
          <TableHeader numeric className="@max-[33rem]:hidden">
            Average
          </TableHeader>
          <TableHeader numeric className="@max-[33rem]:hidden">
            Take profit
          </TableHeader>
          <TableHeader numeric className="@max-[50rem]:hidden">
            Rebound
          </TableHeader>
          <TableHeader numeric>Margin</TableHeader>
          <TableHeader numeric className="@max-[50rem]:hidden">
            Liquidation
          </TableHeader>
        </tr>
      </TableHead>
      <TableBody>
        {levels.map((level) => (
          <TableRow key={level.level} className={flagged.has(level.level) ? 'bg-loss-soft' : undefined}>
            <th scope="row" className="py-2.5 pr-3 pl-5 text-left font-medium whitespace-nowrap">
              {nameOf(level.level)}
              {flagged.has(level.level) && <span className="ml-1 text-loss">(refused)</span>}
            </th>
            <TableCell numeric className="@max-[40rem]:hidden">
              {formatDecimal(level.deviationPct.toFixed(8), 2)} %
            </TableCell>
            <TableCell numeric>{price(level.price)}</TableCell>
            <TableCell numeric>
              {money(level.volume)}
              <span className="block text-xs text-muted-foreground">
                {formatQuantity(String(level.quantity))} {instrument.base}
              </span>
            </TableCell>
            <TableCell numeric className="@max-[50rem]:hidden">
              {money(level.cumulativeCost)}
            </TableCell>
            <TableCell numeric className="@max-[33rem]:hidden">
              {price(level.averageEntry)}
            </TableCell>
            <TableCell numeric className="@max-[33rem]:hidden">
              {price(level.targetPrice)}
            </TableCell>
            <TableCell numeric className="@max-[50rem]:hidden">
              {formatDecimal(level.reboundPct.toFixed(8), 2)} %
            </TableCell>
            <TableCell numeric>{money(level.margin)}</TableCell>
            <TableCell numeric className="@max-[50rem]:hidden">
              {price(level.liquidationPrice)}
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  )
}

/** The ladder without a price: only what does not depend on one. */
export function LadderInPercent({ rungs }: { rungs: readonly PlannedRung[] }) {
  return (
    <Table caption="Ladder in percent: there is no fresh price">
      <TableHead>
        <tr>
          <TableHeader>Order</TableHeader>
          <TableHeader numeric>Deviation</TableHeader>
          <TableHeader numeric>Size</TableHeader>
        </tr>
      </TableHead>
      <TableBody>
        {rungs.map((rung) => (
          <TableRow key={rung.level}>
            <th scope="row" className="py-2.5 pr-3 pl-5 text-left font-medium">
              {nameOf(rung.level)}
            </th>
            <TableCell numeric>{formatDecimal(rung.deviationPct.toFixed(8), 2)} %</TableCell>
            <TableCell numeric>{formatDecimal(rung.volume.toFixed(8), 2)}</TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  )
}
