import { Alert } from '@/components/ui/alert'

/** What an examination found: an error refuses the settings, a warning is shown. */
export type ShownFinding = {
  readonly code: string
  readonly severity: 'error' | 'warning'
  readonly message: string
  readonly level?: number | null
}

/** Errors first, then warnings; each says what to do. */
export function Findings({ title, findings }: { title: string; findings: readonly ShownFinding[] }) {
  const errors = findings.filter((finding) => finding.severity === 'error')
  const warnings = findings.filter((finding) => finding.severity === 'warning')
  return (
    <>
      {errors.length > 0 && (
        <Alert tone="error" title={title}>
          <FindingList findings={errors} />
        </Alert>
      )}
      {warnings.length > 0 && (
        <Alert tone="warning" title="Worth knowing">
          <FindingList findings={warnings} />
        </Alert>
      )}
    </>
  )
}

function FindingList({ findings }: { findings: readonly ShownFinding[] }) {
  return (
    <ul className="grid gap-1">
      {findings.map((finding) => (
        <li key={`${finding.code} ${finding.level ?? ''}`}>{finding.message}</li>
      ))}
    </ul>
  )
}
