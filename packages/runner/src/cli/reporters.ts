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

/** Options for the output of a run. */
export const REPORT_OPTIONS: readonly VerbOption[] = [
  { flags: '--json', description: 'write events to stdout, one JSON object per line; text for people goes to stderr' },
  { flags: '--junit <file>', description: 'write a JUnit report' },
  { flags: '-q, --quiet', description: 'show only the summary' },
]

type Words = Omit<SummaryOptions, 'paint' | 'unit'> & {
  readonly plan: ShownPlan
  /** Whether the files are listed at the end of the run. */
  readonly isListed?: boolean
  /** The last line on a terminal if nothing went wrong: how to see the clips. */
  readonly look?: string
}

/** All reporters that the options and the streams call for, as one. */
export function reporterFor(context: VerbContext, options: VerbOptions, given: Words): Reporter {
  const { stdout, stderr, env, color, signal } = context
  const { look, ...others } = given
  const words = { ...others, ...moneyOf(given.plan), paint: createPaint(color), now: () => Date.now(), signal }
  const isData = options['json'] === true
  const isQuiet = options['quiet'] === true
  const reporters: Reporter[] = isData ? [jsonReporter(stdout)] : []
  // If events go to the same terminal, the live view would draw over them.
  const isLive = env['TERM'] !== 'dumb' && (env['CI'] ?? '') === '' && (isData ? stderr.isTTY && !stdout.isTTY : stdout.isTTY)
  const out = isData ? stderr : stdout
  if (!isQuiet) reporters.push(isLive ? liveReporter(out, words) : plainReporter(out, words))
  // A log has a line for each file when it is done; a live view is erased, so the files are listed at the end.
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

/** The unit of a plan's amounts and its worth, each if it is the same for all providers. */
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

/** The reporters for CI systems: a JUnit report if `--junit` is given, a summary and annotations in a step of GitHub Actions. */
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
    // GitHub reads commands from both streams; stdout may be data.
    reporters.push(annotationsReporter({ write: (line) => writeCommand(stderr, line), file, jobOf }))
  }
  return reporters
}
