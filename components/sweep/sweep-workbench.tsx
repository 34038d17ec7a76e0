'use client'

import { Grid3x3 } from 'lucide-react'
import { useState } from 'react'
import { Alert } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'
import { Card, CardContent, CardHeader, CardTitle } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/empty-state'
import { ErrorSummary } from '@/components/ui/error-summary'
import type { HistoryExchange } from '@/lib/domain/candles/candle-source'
import { parseReplayConfig } from '@/lib/replay/config'
import { defaultObjective } from '@/lib/domain/sweep/objective'
import { AxisEditor } from './axis-editor'
import { BaseFields, type SweepBaseOption } from './base-fields'
import { CandleFields } from './candle-fields'
import { readDraft, suggestedAxis, type CandleFileOption, type ReadySweep, type SweepDraft } from './draft'
import { durationText } from './format-value'
import { MethodFields } from './method-fields'
import { SweepProgressCard } from './sweep-progress'
import { SweepResults } from './sweep-results'
import { useSweep } from './use-sweep'
import { useThreads } from './use-threads'

/** What a thread passes of candles in a second as long as this browser has not been measured. */
const ASSUMED_SPEED = 800_000

export type SweepWorkbenchProps = {
  /** At least one. */
  bases: readonly SweepBaseOption[]
  /** The base that is chosen at first. */
  baseId: string
  files: readonly CandleFileOption[]
  /** First and last day of the period at first, like 2025-03-01. */
  days: { readonly from: string; readonly to: string }
  source: 'simulated' | 'exchange'
  /** The venue whose prices this installation shows; null = none. */
  exchange: HistoryExchange | null
  /** Of the simulated market of this installation. */
  seed: string
}

/** The form of a sweep and, below it, how it goes and what came of it. */
export function SweepWorkbench({ bases, baseId, files, ...first }: SweepWorkbenchProps) {
  const threads = useThreads()
  const { state, start, cancel } = useSweep(threads)
  const [base, setBase] = useState(baseId)
  const [draft, setDraft] = useState(() => firstDraft(bases, baseId, first))
  const [submitted, setSubmitted] = useState(false)
  const [speed, setSpeed] = useState(ASSUMED_SPEED)
  const { config, ready, faults } = readDraft(draft, files)
  const change = (part: Partial<SweepDraft>) => setDraft((before) => ({ ...before, ...part }))
  const errorOf = (field: string) => faults.find((fault) => fault.field === field)?.message
  const isBusy = state.kind === 'loading' || state.kind === 'running'
  if (state.kind === 'done' && state.speed !== null && state.speed !== speed) setSpeed(state.speed)
  const submit = () => {
    setSubmitted(true)
    if (ready !== null) start(ready)
  }
  return (
    <div className="grid gap-6">
      <form
        noValidate
        className="grid gap-5"
        onSubmit={(event) => {
          event.preventDefault()
          submit()
        }}
      >
        {submitted && faults.length > 0 && <ErrorSummary faults={[...faults]} />}
        <div className="grid items-start gap-5 lg:grid-cols-2">
          <Block title="Settings to start from">
            <BaseFields
              bases={bases}
              chosen={base}
              text={draft.config}
              config={config}
              error={errorOf('config')}
              onChoose={({ id, config: text }) => {
                setBase(id)
                change({ config: text, axes: firstAxes(text) })
              }}
              onType={(text) => {
                setBase('')
                change({ config: text })
              }}
            />
          </Block>
          <Block title="Candles">
            <CandleFields
              draft={draft}
              hasFiles={files.length > 0}
              hasExchanges={first.exchange !== null}
              errorOf={errorOf}
              onChange={change}
            />
          </Block>
          <Block title="What is varied">
            <AxisEditor
              axes={draft.axes}
              pairs={config?.pairs ?? []}
              errorOf={errorOf}
              onChange={(axes) => change({ axes })}
            />
            {errorOf('axes') !== undefined && (
              <Alert tone="error" className="mt-3">
                {errorOf('axes')}
              </Alert>
            )}
          </Block>
          <Block title="How candidates are chosen and ranked">
            <MethodFields draft={draft} errorOf={errorOf} onChange={change} />
          </Block>
        </div>
        <div className="flex flex-wrap items-center gap-x-5 gap-y-3">
          <Button type="submit" size="lg" disabled={isBusy}>
            {isBusy ? 'Running…' : 'Start the sweep'}
          </Button>
          <p className="text-sm text-muted-foreground" aria-live="polite">
            {ready === null ? 'Something in the form is not usable yet.' : estimate(ready, speed, threads)}
          </p>
        </div>
      </form>
      {isBusy && <SweepProgressCard state={state} onCancel={cancel} />}
      {state.kind === 'failed' && (
        <Alert tone="error" title="The sweep could not be run" live>
          {state.message}
        </Alert>
      )}
      {state.kind === 'idle' && (
        <Card>
          <EmptyState title="No sweep yet" icon={<Grid3x3 />}>
            A sweep back-tests many combinations of settings, ranks them on the first part of the time and
            shows how each did on the rest. It runs in this browser and costs no one a tick.
          </EmptyState>
        </Card>
      )}
      {state.kind === 'done' && <SweepResults finished={state} />}
    </div>
  )
}

function Block({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <Card>
      <CardHeader>
        <CardTitle>{title}</CardTitle>
      </CardHeader>
      <CardContent>{children}</CardContent>
    </Card>
  )
}

function estimate({ plan, expectedCandles }: ReadySweep, speed: number, threads: number): string {
  const seconds = (plan.candidates.length * expectedCandles) / speed / threads
  const count = plan.candidates.length.toLocaleString('en-US')
  const of = plan.method === 'random' ? ` of ${plan.gridSize.toLocaleString('en-US')} combinations` : ''
  const work = threads === 1 ? 'one thread' : `${threads} threads`
  return `${count} candidates${of} on ${expectedCandles.toLocaleString('en-US')} candles each: ${durationText(seconds)} with ${work}.`
}

function firstDraft(
  bases: readonly SweepBaseOption[],
  baseId: string,
  { days, source, exchange, seed }: Pick<SweepWorkbenchProps, 'days' | 'source' | 'exchange' | 'seed'>,
): SweepDraft {
  const config = (bases.find(({ id }) => id === baseId) ?? bases[0])?.config ?? ''
  return {
    ...{ config, source, seed, exchange: exchange ?? 'bybit', timeframe: '5m', ...days },
    ...{ axes: firstAxes(config), method: 'grid', candidates: '100', drawSeed: '1' },
    ...{ objective: defaultObjective, inSamplePct: '70' },
  }
}

/** The two settings that matter most of each strategy. */
function firstAxes(text: string): SweepDraft['axes'] {
  const config = parseReplayConfig(text)
  if (!config.ok) return []
  const { pairs } = config.value
  const names =
    pairs[0]?.strategy === 'martingale'
      ? ['beginSizeOfBalance', 'profitPnl']
      : ['takeProfitPct', 'priceDeviationPct']
  return names.map((name, index) => suggestedAxis(index, name, pairs))
}
