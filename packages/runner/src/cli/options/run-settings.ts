import { defined } from '@shotlist/codegen/defined'
import { suggest } from '@shotlist/codegen/suggest'
import { UsageError } from '../../errors/input-errors.ts'
import { durationMs } from '../../manifest/fields/duration.ts'
import { MAX_AMOUNT } from '../../manifest/fields/read-scalars.ts'
import type { Budget, JobInstance, Plan } from '../../plan/plan.ts'
import type { PollPace } from '../../run/provider/delays.ts'
import type { RunOptions, SpendingPolicy } from '../../run/run-options.ts'
import type { VerbOption, VerbOptions } from '../verb.ts'
import {
  ALLOW_UNKNOWN_OPTION,
  ALLOW_UNPRICED_OPTION,
  nothingSelected,
  SELECTION_OPTIONS,
  selectFrom,
  withoutStore,
} from './manifest-options.ts'

export const POLL_OPTION: VerbOption = {
  flags: '--poll <duration>',
  description: "how often tasks are polled, for example 2s or 500ms, instead of the document's interval",
  parse: parsePace,
}

/** Options that select what is run, and set its limits; the same for `run` and `rehearse`. */
export const runOptions: readonly VerbOption[] = [
  ...SELECTION_OPTIONS,
  { flags: '--take <number>', description: 'only this take of jobs that have takes', parse: count('--take') },
  { flags: '--concurrency <number>', description: 'limit on tasks in flight, over all providers', parse: count('--concurrency') },
  {
    flags: '--budget <amount>',
    description: 'hard limit on what this run spends: 40 or $40 for dollars, 500credits for credits',
    parse: parseBudget,
  },
  { flags: '--force <jobs>', description: 'render these jobs or clips again, even if they are up to date', list: true },
  { flags: '--frozen', description: 'fail and send nothing if anything needs to be submitted' },
  { flags: '--overwrite', description: 'replace files that Shotlist did not write, and keep them as NAME.kept' },
  { flags: '--keep-edited', description: 'use outputs that were changed by hand as they are' },
  POLL_OPTION,
  {
    flags: '--deadline <duration>',
    description: 'time limit of the run, for example 30m or 2h; the next run continues with unfinished tasks',
    parse: parseDeadline,
  },
  ALLOW_UNKNOWN_OPTION,
  ALLOW_UNPRICED_OPTION,
  { flags: '--fail-fast', description: 'submit nothing after the first failure' },
  { flags: '--keep-going', description: 'after a failure, continue with jobs that do not depend on it (the default)' },
  { flags: '-y, --yes', description: 'do not ask before spending' },
]

/** The plan, limited to what the options select. */
export function narrowPlan(plan: Plan, options: VerbOptions): Plan {
  const { take, concurrency, budget } = options
  const selected = selectFrom(plan, options)
  const instances = typeof take === 'number' ? takesOnly(selected, take) : selected
  if (instances.length === 0) throw nothingSelected(plan, 'Change --only, --skip, --tag or --take.')
  const narrowed = {
    ...withoutStore(plan, options),
    instances,
    ...defined({ concurrency: typeof concurrency === 'number' ? concurrency : undefined }),
  }
  return typeof budget === 'object' ? withRunBudget(narrowed, budget as Budget) : narrowed
}

/**
 * A plan with a budget for this run only. Caps of the manifest that are lower do not apply: the user has explicitly allowed more. Its
 * other caps do.
 */
export function withRunBudget<Kind extends Pick<Plan, 'budget'>>(plan: Kind, run: Budget): Kind & { readonly runBudget: Budget } {
  const { usd, credits, ...rest } = plan.budget
  const budget = {
    ...rest,
    ...defined({
      usd: usd !== undefined && usd >= (run.usd ?? 0) ? usd : undefined,
      credits: credits !== undefined && credits >= (run.credits ?? 0) ? credits : undefined,
    }),
  }
  return { ...plan, budget, runBudget: run }
}

/** Removes the other takes, and jobs that use one of them. */
function takesOnly(instances: readonly JobInstance[], take: number): readonly JobInstance[] {
  const gone = new Set(instances.filter((instance) => instance.take !== undefined && instance.take !== take).map(({ id }) => id))
  return instances.filter(({ id, needs }) => {
    const stays = !gone.has(id) && !needs.some((needed) => gone.has(needed))
    if (!stays) gone.add(id)
    return stays
  })
}

/**
 * Jobs to render again even if they are up to date.
 *
 * @throws {UsageError} no job has the name
 */
function forcedJobs(plan: Plan, options: VerbOptions): ReadonlySet<string> {
  const names = Array.isArray(options['force']) ? options['force'].map(String) : []
  const known = new Set(plan.instances.flatMap(({ id, job }) => [id, job]))
  for (const name of names) {
    if (known.has(name)) continue
    const near = suggest(name, known)
    throw new UsageError(`--force: there is no job ${name}`, near === undefined ? {} : { hint: `Did you mean ${near}?` })
  }
  return new Set(names)
}

type RunSettings = Pick<RunOptions, 'force' | 'failFast' | 'allowUnpriced' | 'overwrite' | 'keepEdited' | 'pace' | 'deadlineMs'> & {
  readonly policy: SpendingPolicy
}

/**
 * The settings of a run that the options describe; the same for `run` and `rehearse`.
 *
 * @throws {UsageError} no job has a name in `--force`
 */
export function runSettings(plan: Plan, options: VerbOptions): RunSettings {
  const { frozen, failFast, overwrite, keepEdited, poll, deadline } = options
  return {
    policy: { mayPay: frozen !== true },
    force: forcedJobs(plan, options),
    failFast: failFast === true,
    allowUnpriced: options['allowUnpriced'] === true,
    overwrite: overwrite === true,
    keepEdited: keepEdited === true,
    ...defined({
      pace: poll as PollPace | undefined,
      deadlineMs: typeof deadline === 'number' ? deadline : undefined,
    }),
  }
}

/** Parses a whole number from 1. */
function count(flag: string): (text: string) => number {
  return (text) => {
    if (/^[1-9]\d{0,6}$/.test(text)) return Number(text)
    throw new UsageError(`${flag} needs a whole number of at least 1, not ${text}`)
  }
}

function parseBudget(text: string): Budget {
  const found = /^(\$)?(\d+(?:\.\d+)?)\s*(usd|credits?)?$/i.exec(text.trim())
  if (found?.[2] === undefined) throw new UsageError(`--budget needs an amount, for example 40, $40 or 500credits, not ${text}`)
  if (Number(found[2]) > MAX_AMOUNT) throw new UsageError(`--budget is ${text}; the limit is ${MAX_AMOUNT}`)
  return found[3]?.toLowerCase().startsWith('credit') ? { credits: Number(found[2]) } : { usd: Number(found[2]) }
}

function parsePace(text: string): PollPace {
  const everyMs = durationMs(text)
  if (everyMs === undefined || everyMs < SHORTEST_PACE_MS || everyMs > LONGEST_MS)
    throw new UsageError(`--poll needs a duration of at least ${SHORTEST_PACE_MS}ms, for example 2s or 500ms, not ${text}`)
  return { firstMs: everyMs, everyMs }
}

function parseDeadline(text: string): number {
  const ms = durationMs(text)
  if (ms === undefined || ms === 0 || ms > LONGEST_MS)
    throw new UsageError(`--deadline needs a duration, for example 30m or 2h, not ${text}`)
  return ms
}

/** Polling more often is useless, and providers may block it. */
const SHORTEST_PACE_MS = 20
/** The longest time a clock can add. */
const LONGEST_MS = Number.MAX_SAFE_INTEGER
