import { suggest } from '@shotlist/codegen/suggest'
import { UsageError } from '../../errors/input-errors.ts'
import type { JobInstance, Plan } from '../../plan/plan.ts'
import { select } from '../../plan/select.ts'
import type { VerbOption, VerbOptions } from '../verb.ts'

/** Options that select jobs, the same for every verb that has them. */
export const SELECTION_OPTIONS: readonly VerbOption[] = [
  { flags: '--only <jobs>', description: 'only these jobs or clips, by name or glob, and what they depend on', list: true },
  { flags: '--skip <jobs>', description: 'leave out these jobs or clips, and what depends on them', list: true },
  { flags: '--tag <tags>', description: 'only jobs with one of these tags, and what they depend on', list: true },
]

/**
 * The instances that the options select.
 *
 * @throws {UsageError} no job has the name or tag
 */
export function selectFrom(plan: Plan, options: VerbOptions): readonly JobInstance[] {
  const { instances, unmatched } = select(plan, {
    only: listOf(options['only']),
    skip: listOf(options['skip']),
    tags: listOf(options['tag']),
  })
  const [first] = unmatched
  if (first === undefined) return instances
  const known = new Set(plan.instances.flatMap(({ id, job, tags }) => [job, id, ...tags]))
  const near = suggest(first, known)
  throw new UsageError(`there is no job or tag ${unmatched.map((name) => `\`${name}\``).join(', ')}`, {
    hint:
      near === undefined
        ? `The jobs are ${[...new Set(plan.instances.map(({ job }) => job))].slice(0, 12).join(', ')}.`
        : `Did you mean \`${near}\`?`,
  })
}

/** The error of a selection without any clip. */
export function nothingSelected({ instances, dropped }: Plan, hint: string): UsageError {
  if (instances.length > 0 || dropped.length === 0) return new UsageError('the options select no job', { hint })
  return new UsageError('the `if` of every job drops all its cells, so there is nothing to render', {
    hint: `The first is in line ${dropped[0]?.at.line}: \`if: ${dropped[0]?.if}\`.`,
  })
}

function listOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : typeof value === 'string' ? [value] : []
}

/** For open lists of values, such as models: the provider may have values that its document does not list. */
export const ALLOW_UNKNOWN_OPTION: VerbOption = {
  flags: '--allow-unknown',
  description: "do not warn about models and other values that the provider's document does not list",
}

export function allowsUnknown(options: VerbOptions): boolean {
  return options['allowUnknown'] === true
}

/** For verbs that submit, or show what would be submitted. */
export const ALLOW_UNPRICED_OPTION: VerbOption = {
  flags: '--allow-unpriced',
  description: 'with a budget, also submit clips without a known price; the budget cannot limit them',
}

/** For a store that does not respond: clips that only it holds are rendered and paid again. */
export const WITHOUT_STORE_OPTION: VerbOption = {
  flags: '--without-store',
  description: 'do not use the shared artifact store: clips that only it holds are rendered and paid again',
}

/** The plan, without the store if the option is given. */
export function withoutStore<Kind extends Pick<Plan, 'artifacts'>>(plan: Kind, options: VerbOptions): Kind {
  return options['withoutStore'] === true ? { ...plan, artifacts: {} } : plan
}

/** The manifest a verb works on when none is named. */
export const DEFAULT_MANIFEST = 'shotlist.yaml'

/** The manifest argument of every verb that has one. */
export const MANIFEST_ARGUMENT = { flags: '[manifest]', description: `the manifest; default: ${DEFAULT_MANIFEST}` } as const
