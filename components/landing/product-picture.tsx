import { MoveUpRight } from 'lucide-react'
import { BotStatusBadge } from '@/components/trading/bot-status'
import { EnvironmentChip } from '@/components/trading/environment-chip'
import { PnlText } from '@/components/trading/pnl-text'
import { LadderProgress } from '@/components/trading/position-panel'
import { LadderPicture } from './ladder-picture'

const ticks = Array.from({ length: 48 }, (_, index) => index)
const late = 31

/** The bot page as a drawing: example figures, and said to be so. */
export function ProductPicture() {
  return (
    <figure className="mt-14 sm:mt-20">
      <div
        role="img"
        aria-label="Drawing of a bot's page: a price that falls through three safety orders and comes back to the take profit, beside the bot's reason for waiting and its result."
        className="overflow-hidden rounded-t-2xl border border-b-0 border-border bg-card shadow-stage"
      >
        <div aria-hidden className="text-left">
          <div className="flex flex-wrap items-center justify-between gap-3 border-b border-border px-5 py-4 sm:px-7">
            <div className="flex flex-wrap items-center gap-3">
              <span className="text-lg font-semibold tracking-tight">BTC ladder</span>
              <BotStatusBadge status="RUNNING" />
              <EnvironmentChip environment="paper" />
            </div>
            <span className="text-sm text-muted-foreground tabular-nums">next tick in 3 min</span>
          </div>
          <div className="grid lg:grid-cols-[1.9fr_1fr]">
            <LadderPicture />
            <div className="grid content-start gap-5 border-t border-border px-5 py-6 sm:px-7 lg:border-t-0 lg:border-l">
              <div className="flex items-center justify-between text-sm">
                <span className="font-semibold">BTC/USDT perp</span>
                <span className="inline-flex items-center gap-1 text-muted-foreground">
                  <MoveUpRight className="size-3.5" /> Long 3×
                </span>
              </div>
              <p className="rounded-lg border border-primary-line bg-primary-soft px-3.5 py-3 text-sm leading-relaxed">
                Orders are in place: take profit 1.10 % above the price, next safety order 2.03 % below.{' '}
                <span className="text-xs whitespace-nowrap text-muted-foreground">since 12 min ago</span>
              </p>
              <div className="flex items-baseline justify-between">
                <span className="text-sm text-muted-foreground">Unrealised</span>
                <PnlText value="4.18" className="text-lg font-semibold" />
              </div>
              <LadderProgress level={3} size={5} />
              <div className="grid gap-2">
                <span className="text-sm text-muted-foreground">Last 48 ticks</span>
                <div className="flex h-7 items-end gap-0.5 border-b border-border-strong pb-px">
                  {ticks.map((tick) => (
                    <span
                      key={tick}
                      className={`grow rounded-[1px] ${tick === late ? 'h-6 bg-warning' : 'h-4 bg-profit/70'}`}
                    />
                  ))}
                </div>
                <span className="text-xs text-muted-foreground">47 on time, 1 late.</span>
              </div>
            </div>
          </div>
        </div>
      </div>
      <figcaption className="border-t border-border pt-3 text-center text-xs text-muted-foreground">
        A drawing with example figures, not a result.
      </figcaption>
    </figure>
  )
}
