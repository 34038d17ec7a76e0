import { Alert } from '@/components/ui/alert'
import type { SweepResult } from '@/lib/domain/sweep/sweep-result'
import { percentText } from './format-value'

/** What has to be known before believing in the best candidate: always there, above the table. */
export function OverfittingWarning({ result }: { result: SweepResult }) {
  const { overfitting, rankCorrelation, overfittingProbability } = result
  const isStrong = overfitting.level === 'strong'
  return (
    <Alert
      tone={isStrong ? 'error' : 'warning'}
      title={isStrong ? 'Overfitting is likely: do not trust the best as it stands' : 'Beware of overfitting'}
    >
      <p>{overfitting.general}</p>
      {overfitting.signs.length > 0 && (
        <ul className="mt-1.5 list-disc space-y-1 pl-4">
          {overfitting.signs.map(({ sign, sentence }) => (
            <li key={sign}>{sentence}</li>
          ))}
        </ul>
      )}
      <dl className="mt-2 flex flex-wrap gap-x-6 gap-y-1 text-xs">
        <div className="flex gap-1.5">
          <dt>Rank correlation of both parts (1 = the same order):</dt>
          <dd className="font-semibold tabular-nums">
            {rankCorrelation === null ? 'too few to tell' : rankCorrelation.toFixed(2)}
          </dd>
        </div>
        <div className="flex gap-1.5">
          <dt>Trials in which the best of one half of the days was in the worse half on the others:</dt>
          <dd className="font-semibold tabular-nums">
            {overfittingProbability === null
              ? 'too few days or candidates'
              : percentText(overfittingProbability)}
          </dd>
        </div>
      </dl>
    </Alert>
  )
}
