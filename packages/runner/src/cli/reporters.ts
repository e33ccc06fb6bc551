import type { ShownPlan } from '../plan/shown-plan.ts'
import { unitOf } from '../plan/unit-of.ts'
import { filesReporter } from '../show/reporters/files-reporter.ts'
import { jsonReporter } from '../show/reporters/json-reporter.ts'
import { liveReporter } from '../show/reporters/live/live-reporter.ts'
import { plainReporter } from '../show/reporters/plain-reporter.ts'
import type { Reporter } from '../show/reporters/reporter.ts'
import { type SummaryWords, summaryReporter } from '../show/reporters/summary-reporter.ts'
import { unrecordedReporter } from '../show/reporters/unrecorded-reporter.ts'
import { createPaint } from '../show/text/paint.ts'
import { ciReporters } from './ci-reporters.ts'
import type { VerbContext, VerbOption, VerbOptions } from './verb.ts'

/** Options that say how a run is shown. */
export const reportOptions: readonly VerbOption[] = [
  { flags: '--json', description: 'write events to stdout, one JSON object a line; the words go to stderr' },
  { flags: '--junit <file>', description: 'write a JUnit report' },
  { flags: '-q, --quiet', description: 'only the summary' },
]

type Words = Omit<SummaryWords, 'paint' | 'unit'> & {
  readonly plan: ShownPlan
  /** Whether the files are listed when the run is over. */
  readonly isListed?: boolean
  /** Where to look at them: what a person on a terminal is told when all is well. */
  readonly look?: string
}

/** Everybody a run is shown to, as the options and the streams say; and all of them as one. */
export function reporterFor(context: VerbContext, options: VerbOptions, given: Words): Reporter {
  const { stdout, stderr, env, color, signal } = context
  const { look, ...others } = given
  const words = { ...others, ...moneyOf(given.plan), paint: createPaint(color), now: () => Date.now(), signal }
  const isData = options['json'] === true
  const isQuiet = options['quiet'] === true
  const reporters: Reporter[] = isData ? [jsonReporter(stdout)] : []
  // On one terminal with the events, a view that is drawn over and over would draw over them.
  const isLive = env['TERM'] !== 'dumb' && (env['CI'] ?? '') === '' && (isData ? stderr.isTTY && !stdout.isTTY : stdout.isTTY)
  const out = isData ? stderr : stdout
  if (!isQuiet) reporters.push(isLive ? liveReporter(out, words) : plainReporter(out, words))
  // A log says of each file when it is there; a live view has gone by then.
  if ((given.isListed === true || isLive) && !isQuiet) reporters.push(filesReporter(out, words.paint))
  reporters.push(summaryReporter(out, { ...words, ...(isLive && !isQuiet && look !== undefined && { next: look }) }))
  const isSaid = !isQuiet && (isData || out.isTTY === true)
  if (!isSaid) reporters.push(unrecordedReporter(stderr))
  reporters.push(...ciReporters(context, options, words))
  return {
    event: (event) => {
      for (const reporter of reporters) reporter.event(event)
    },
    end: () => {
      for (const reporter of reporters) reporter.end()
    },
  }
}

/** What the amounts of a plan's providers are called, and are worth, as far as it is the same for all. */
function moneyOf({ instances, providers }: ShownPlan): { readonly unit: string | undefined; readonly usdPerUnit: number | undefined } {
  const rates = new Set(instances.map(({ provider }) => providers[provider]?.model.table.money.usd))
  return { unit: unitOf(instances), usdPerUnit: rates.size === 1 ? [...rates][0] : undefined }
}
