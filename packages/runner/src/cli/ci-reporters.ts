import { join, relative } from 'node:path'
import type { ShownPlan } from '../plan/shown-plan.ts'
import { unitOf } from '../plan/unit-of.ts'
import { annotationsReporter } from '../show/reporters/github/annotations-reporter.ts'
import { isGithubActions, repositoryPath } from '../show/reporters/github/issue-annotations.ts'
import { stepSummaryReporter } from '../show/reporters/github/step-summary-reporter.ts'
import { JUNIT_MARK, junitReporter } from '../show/reporters/junit/junit-reporter.ts'
import type { Reporter } from '../show/reporters/reporter.ts'
import { writeCommand } from '../show/text/output.ts'
import { appendStepSummary, hasStepSummary } from './append-step-summary.ts'
import { checkWrittenFile, writeFileOf } from './options/written-file.ts'
import type { VerbContext, VerbOptions } from './verb.ts'

export type CiWords = { readonly plan: ShownPlan; readonly spent: 'spent' | 'would cost' }

/** Absolute. */
const outputsOf = ({ outputDir, instances }: ShownPlan): string[] =>
  outputDir === undefined ? [] : instances.flatMap(({ output }) => (output === undefined ? [] : [join(outputDir, ...output.split('/'))]))

/** Those who tell a CI system of a run: a JUnit report where one was asked for, a summary and annotations where GitHub reads them. */
export function ciReporters(context: VerbContext, options: VerbOptions, { plan, spent }: CiWords): readonly Reporter[] {
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
