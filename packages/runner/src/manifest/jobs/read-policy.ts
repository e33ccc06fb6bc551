import { defined } from '@shotlist/codegen/defined'
import { errorClassNames } from '@shotlist/codegen/error-classes'
import type { POLICY_KEYS } from '@shotlist/codegen/manifest-keys'
import { suggest } from '@shotlist/codegen/suggest'
import { isPermanent, RETRY_CLASSES, type RetryClass } from '../../errors/failure-classes.ts'
import { durationMs } from '../fields/duration.ts'
import { readMap } from '../fields/read-map.ts'
import { describeNode, readInteger, readText, readTextList } from '../fields/read-scalars.ts'
import type { IssueList } from '../issue-list.ts'
import type { Policy, RetrySettings } from '../manifest.ts'
import type { Entry, Node, Place } from '../yaml/node.ts'

/** Reads the keys that `defaults` and jobs share: the provider, retries and the time limit. */
export function readPolicy(keys: Partial<Record<keyof typeof POLICY_KEYS, Entry>>, issues: IssueList): Policy {
  const provider = keys.provider && readText(keys.provider.value, { what: '`provider`', issues })
  const retries = keys.retries && readRetries(keys.retries.value, issues)
  const timeoutMs = keys.timeout && readDuration(keys.timeout.value, { what: '`timeout`', issues })
  const retryOn = keys.retry_on && readRetryOn(keys.retry_on.value, issues)
  return defined({
    provider: provider === undefined || keys.provider === undefined ? undefined : { text: provider, place: keys.provider.value },
    retries,
    timeoutMs,
    retryOn,
  })
}

const MAX_RETRIES = 100

/** `retries`: one number for all transient failures, or one for each class. */
function readRetries(node: Node, issues: IssueList): RetrySettings | undefined {
  if (node.kind !== 'map') {
    const others = readInteger(node, { what: '`retries`', issues, min: 0, max: MAX_RETRIES })
    return others === undefined ? undefined : { others }
  }
  const classes: Partial<Record<RetryClass, number>> = {}
  for (const [key, { keyPlace, value }] of readMap(node, '`retries`', issues)?.entries ?? []) {
    if (key.startsWith('x-')) continue
    const name = readClass(key, { place: keyPlace, known: RETRY_CLASSES, issues })
    const what = `\`retries.${key}\``
    const count = name && readInteger(value, { what, issues, min: 0, max: MAX_RETRIES })
    if (name === undefined || count === undefined) continue
    if (count > 0 && isPermanent(name)) notePermanent(name, { what, place: value, issues })
    classes[name] = count
  }
  return { classes }
}

/** `retry_on`: the classes that are retried, among those without their own number. */
function readRetryOn(node: Node, issues: IssueList): readonly string[] {
  const names: string[] = []
  for (const { text, place } of readTextList(node, { what: '`retry_on`', issues })) {
    const name = readClass(text, { place, known: errorClassNames, issues })
    if (name === undefined) continue
    names.push(name)
    if (!isPermanent(name)) continue
    const problem = { code: 'useless-key', message: `\`${name}\` is never retried: ${REFUSED_AGAIN}` }
    issues.add(place, problem, 'warning')
  }
  return names
}

const REFUSED_AGAIN = 'the provider would refuse the same request again'

type Naming<Name> = { readonly place: Place; readonly known: readonly Name[]; readonly issues: IssueList }

function readClass<Name extends string>(text: string, { place, known, issues }: Naming<Name>): Name | undefined {
  const name = known.find((each) => each === text)
  if (name !== undefined) return name
  const suggestion = suggest(text, known)
  issues.add(place, {
    code: 'unknown-value',
    message: `there is no error class \`${text}\``,
    hint: `The classes are ${known.join(', ')}.`,
    ...defined({ suggestion }),
  })
  return undefined
}

function notePermanent(name: RetryClass, { what, place, issues }: { what: string; place: Place; issues: IssueList }): void {
  issues.add(place, {
    code: 'out-of-range',
    message: `${what} can only be 0: ${REFUSED_AGAIN}`,
    ...defined({ hint: name === 'moderation' ? 'Many refusals can suspend an account.' : undefined }),
  })
}

/** The longest time limit. Timers accept at most 2^31 ms, a little less than 25 days. */
const MAX_MS = 7 * 24 * 3_600_000

/** A duration such as `20m`, in milliseconds. */
function readDuration(node: Node, { what, issues }: { what: string; issues: IssueList }): number | undefined {
  const value = node.kind === 'scalar' ? node.value : undefined
  const ms = typeof value === 'string' ? durationMs(value) : undefined
  if (ms !== undefined && ms >= 1 && ms <= MAX_MS) return Math.round(ms)
  issues.add(node, {
    code: ms === undefined ? 'wrong-type' : 'out-of-range',
    message: `${what} must be a duration${ms === undefined ? '' : ' of 1ms to 168h'}, not ${describeNode(node)}`,
    hint: 'Write a duration as `90s`, `20m` or `2h`.',
    ...defined({ suggestion: typeof value === 'number' && value > 0 ? `${value}s` : undefined }),
  })
  return undefined
}
