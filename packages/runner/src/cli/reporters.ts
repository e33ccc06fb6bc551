import { join, relative } from 'node:path'
import { defined } from '@shotlist/codegen/defined'
import type { ShownPlan } from '../plan/shown-plan.ts'
import { unitOf } from '../plan/total.ts'
import { annotationsReporter, isGithubActions, repositoryPath } from '../show/reporters/github/annotations-reporter.ts'
import { stepSummaryReporter } from '../show/reporters/github/step-summary-reporter.ts'
import { JUNIT_MARK, junitReporter } from '../show/reporters/junit-reporter.ts'
import { liveReporter } from '../show/reporters/live/live-reporter.ts'
import { filesReporter, jsonReporter, plainReporter, unrecordedReporter } from '../show/reporters/plain-reporter.ts'
import type { Reporter } from '../show/reporters/reporter.ts'
import { type SummaryOptions, summaryReporter } from '../show/reporters/summary-reporter.ts'
import { createPaint, writeCommand } from '../show/text/output.ts'
import { checkWrittenFile, writeFileOf } from './options/written-file.ts'
import { appendStepSummary, hasStepSummary } from './print-failure.ts'
import type { VerbContext, VerbOption, VerbOptions } from './verb.ts'

/** Options that say how a run is shown. */
export const REPORT_OPTIONS: readonly VerbOption[] = [
  { flags: '--json', description: 'write events to stdout, one JSON object a line; the words go to stderr' },
  { flags: '--junit <file>', description: 'write a JUnit report' },
  { flags: '-q, --quiet', description: 'only the summary' },
]

type Words = Omit<SummaryOptions, 'paint' | 'unit'> & {
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
  reporters.push(summaryReporter(out, { ...words, ...defined({ next: isLive && !isQuiet && look !== undefined ? look : undefined }) }))
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

type CiWords = { readonly plan: ShownPlan; readonly spent: 'spent' | 'would cost' }

/** Absolute. */
function outputsOf({ outputDir, instances }: ShownPlan): string[] {
  return outputDir === undefined
    ? []
    : instances.flatMap(({ output }) => (output === undefined ? [] : [join(outputDir, ...output.split('/'))]))
}

/** Those who tell a CI system of a run: a JUnit report where one was asked for, a summary and annotations where GitHub reads them. */
function ciReporters(context: VerbContext, options: VerbOptions, { plan, spent }: CiWords): readonly Reporter[] {
  const { cwd, env, stderr, mask } = context
  const instances = new Map(plan.instances.map((instance) => [instance.id, instance]))
  const file = repositoryPath(plan.manifestPath, context)
  const manifest = relative(cwd, plan.manifestPath)
  const reporters: Reporter[] = []

  const { junit } = options
  if (typeof junit === 'string') {
    const placeOf = (id: string) => {
      const instance = instances.get(id)
      return instance && { file, line: instance.at.line }
    }
    const written = { option: '--junit', name: junit, cwd, mark: JUNIT_MARK, outputs: outputsOf(plan) }
    checkWrittenFile(written)
    reporters.push(junitReporter({ write: (xml) => writeFileOf(written, mask(xml)), manifest, placeOf }))
  }

  if (hasStepSummary(env)) {
    const words = {
      manifest,
      spent,
      unit: unitOf(plan.instances),
      instances: plan.instances,
      budgetUsd: plan.runBudget?.usd ?? plan.budget.usd,
    }
    reporters.push(stepSummaryReporter((markdown) => appendStepSummary(markdown, context), words))
  }

  if (isGithubActions(env)) {
    const jobOf = (id: string) => {
      const instance = instances.get(id)
      return instance && { job: instance.job, ...instance.at }
    }
    // Commands are read from both streams of a step; stdout may be data.
    reporters.push(annotationsReporter({ write: (line) => writeCommand(stderr, line), file, jobOf }))
  }
  return reporters
}
