import { suggest } from '@shotlist/codegen/suggest'
import { UsageError } from '../../errors/input-errors.ts'
import type { JobInstance, Plan } from '../../plan/plan.ts'
import { select } from '../../plan/select.ts'
import type { VerbOption, VerbOptions } from '../verb.ts'

/** Options that choose among the jobs, the same for every verb that has them. */
export const SELECTION_OPTIONS: readonly VerbOption[] = [
  { flags: '--only <jobs>', description: 'only these jobs or clips, by name or glob, with what they depend on', list: true },
  { flags: '--skip <jobs>', description: 'leave these out, with what depends on them', list: true },
  { flags: '--tag <tags>', description: 'only jobs with one of these tags, with what they depend on', list: true },
]

/**
 * The instances that the options choose.
 *
 * @throws {UsageError} for a name or tag that nothing has
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
  throw new UsageError(`no job and no tag is called ${unmatched.map((name) => `\`${name}\``).join(', ')}`, {
    hint:
      near === undefined
        ? `Jobs are ${[...new Set(plan.instances.map(({ job }) => job))].slice(0, 12).join(', ')}.`
        : `Did you mean \`${near}\`?`,
  })
}

function listOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : typeof value === 'string' ? [value] : []
}

/** For values of open lists, such as the models: the provider may have more than its document knows. */
export const ALLOW_UNKNOWN_OPTION: VerbOption = {
  flags: '--allow-unknown',
  description: "do not warn of models and other values that the provider's document does not list",
}

export function allowsUnknown(options: VerbOptions): boolean {
  return options['allowUnknown'] === true
}

/** For verbs that submit, or say what would be submitted. */
export const ALLOW_UNPRICED_OPTION: VerbOption = {
  flags: '--allow-unpriced',
  description: 'submit what has no known price also under a budget, which cannot hold it back',
}

/** For a store that does not answer: what it holds is then rendered, and paid for, as if it held nothing. */
export const WITHOUT_STORE_OPTION: VerbOption = {
  flags: '--without-store',
  description: 'do without the store that machines share: what is only there is rendered, and paid for, again',
}

/** The plan without the store, where the option says so. */
export function withoutStore<Kind extends Pick<Plan, 'artifacts'>>(plan: Kind, options: VerbOptions): Kind {
  return options['withoutStore'] === true ? { ...plan, artifacts: {} } : plan
}

/** The manifest a verb works on when none is named. */
export const DEFAULT_MANIFEST = 'shotlist.yaml'

/** The manifest argument as every verb has it. */
export const MANIFEST_ARGUMENT = { flags: '[manifest]', description: `the manifest; default: ${DEFAULT_MANIFEST}` } as const
