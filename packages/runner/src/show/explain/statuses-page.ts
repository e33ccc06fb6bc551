import { STATUSES } from '../../job/status.ts'

function words(list: readonly string[]): string {
  return list.length === 0 ? '' : list.map((word) => `\`${word}\``).join(', ')
}

/** The page of all statuses of a job, as Markdown. */
export function statusesPage(): string {
  const rows = Object.entries(STATUSES).map(
    ([status, { meaning, paid, slot, attempt, progress, clip }]) =>
      `| \`${status}\` | ${meaning} | ${paid} | ${slot ? 'yes' : 'no'} | ${words(attempt)} | ${words(progress)} | ${words(clip)} |`,
  )
  return [
    '<!-- Generated from packages/runner/src/job/status.ts. Do not edit: run `pnpm generate`. -->',
    '# Statuses of a job',
    'A job has one status at a time. The journal, the events and the review page have different words for it; this table has them all.',
    [
      '| status | meaning | paid | holds a slot | `attempts` of `status --json` | `job.state` event | clip in reports |',
      '| --- | --- | --- | --- | --- | --- | --- |',
      ...rows,
    ].join('\n'),
    'A `failed` submission was paid if the provider reports that it charged for it: `charged` is then above 0. If the document says that such a task is charged, or may be, and the provider reports no amount, `charged` is absent, its `failure` is `billable`, and the estimate counts.',
    '',
  ].join('\n\n')
}
