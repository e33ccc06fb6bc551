import { suggest } from '@shotlist/codegen/suggest'
import { UsageError } from '../../errors/usage-error.ts'
import type { JobInstance, Plan } from '../../plan/plan.ts'
import { select } from '../../plan/select.ts'
import type { VerbOption, VerbOptions } from '../verb.ts'

/** Options that choose among the jobs, the same for every verb that has them. */
export const selectionOptions: readonly VerbOption[] = [
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
