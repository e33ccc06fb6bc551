import { brief, visible, visibleLines } from '../text/visible.ts'
import type { Reporter } from './reporter.ts'
import { type JobEndEvent, type ReportedRun, recordRun } from './run-record.ts'

/** The place of a job in the manifest, which CI systems show beside a failure. */
type JobPlace = { readonly file: string; readonly line: number }

export type JunitOptions = {
  /** Receives the finished document. */
  readonly write: (xml: string) => void
  /** The manifest, as the user names it. */
  readonly manifest: string
  readonly placeOf?: (job: string) => JobPlace | undefined
}

/** Matches the beginning of a document of this reporter, and of no other. */
export const JUNIT_MARK =
  /^<\?xml [^>]*>\s*<testsuites [^>]*>\s*<testsuite [^>]*>\s*<properties><property name="manifest" value="[^"]*"\/><property name="run" /

/**
 * A report in the format that CI systems read (the schema of Jenkins' xUnit plugin): one test case for each job instance. Uncertain ones
 * are errors, those that were not submitted are skipped.
 */
export function junitReporter({ write, manifest, placeOf = () => undefined }: JunitOptions): Reporter {
  const record = recordRun()
  return {
    event: record.note,
    // A run that did not start writes no report: one without test cases would look like success.
    end: () => record.started === undefined || write(documentOf(record, { manifest, placeOf })),
  }
}

function documentOf(
  record: ReportedRun,
  { manifest, placeOf }: { manifest: string; placeOf: (job: string) => JobPlace | undefined },
): string {
  const { started, finished, ends } = record
  const name = started?.name ?? 'shotlist'
  const count = (kind: JobEndEvent['event']) => [...ends.values()].filter(({ event }) => event === kind).length
  const totals = { tests: ends.size, failures: count('job.failed'), errors: count('job.uncertain'), time: finished?.seconds ?? 0 }
  const cases = [...ends.values()].map((end) => {
    const facts = { name: visible(end.job), classname: name, time: record.secondsOf(end.job), ...placeOf(end.job) }
    return `    ${element('testcase', facts, bodyOf(end))}\n`
  })
  const properties = `    ${element('properties', {}, propertiesOf(record, manifest))}\n`
  const suite = { name, timestamp: started?.at.slice(0, 19), ...totals, skipped: count('job.blocked') }
  const document = element('testsuites', { name, ...totals }, `\n  ${element('testsuite', suite, `\n${properties}${cases.join('')}  `)}\n`)
  return `<?xml version="1.0" encoding="UTF-8"?>\n${document}\n`
}

function propertiesOf({ started, finished }: ReportedRun, manifest: string): string {
  const facts = { manifest, run: started?.run, credits: finished?.credits ?? 0, usd: finished?.usd ?? 0 }
  return Object.entries(facts)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => element('property', { name, value }))
    .join('')
}

function bodyOf(end: JobEndEvent): string {
  switch (end.event) {
    case 'job.failed':
      return element('failure', { type: end.class, message: brief(end.message) }, escapeXml(detailsOf(end)))
    case 'job.uncertain':
      return element('error', { type: 'uncertain', message: brief(end.message) }, escapeXml(visibleLines(end.hint)))
    case 'job.blocked':
      return element('skipped', { type: end.reason, message: brief(end.message) })
    case 'job.done':
    case 'job.cached':
      return end.file === undefined
        ? ''
        : element('system-out', {}, [end.file, ...(end.others ?? []).map(({ file }) => file)].map(visible).map(escapeXml).join('\n'))
  }
}

function detailsOf({ message, code, hint, task_id: task }: Extract<JobEndEvent, { event: 'job.failed' }>): string {
  return [`${message} (${code})`, ...(hint === undefined ? [] : [hint]), ...(task === undefined ? [] : [`task ${task}`])]
    .map(brief)
    .join('\n')
}

type Attributes = Readonly<Record<string, string | number | undefined>>

/** An XML element. Undefined attributes are left out; `content` must be escaped already. */
export function element(tag: string, attributes: Attributes, content = ''): string {
  const facts = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${escapeXml(String(value))}"`)
    .join('')
  return content === '' ? `<${tag}${facts}/>` : `<${tag}${facts}>${content}</${tag}>`
}

/** Escapes a text for elements and attributes. Most control characters are replaced: XML 1.0 does not allow them, not even escaped. */
export function escapeXml(text: string): string {
  return (
    text
      .toWellFormed()
      // oxlint-disable-next-line no-control-regex -- it replaces control characters
      .replaceAll(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '\uFFFD')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
      // XML parsers turn line breaks in attributes into spaces, unless they are written like this.
      .replaceAll('\r', '&#13;')
      .replaceAll('\n', '&#10;')
  )
}
