import { suggest } from '@shotlist/codegen/suggest'
import { readMap } from '../fields/read-map.ts'
import { readInteger } from '../fields/read-scalars.ts'
import { readTextList } from '../fields/read-text-list.ts'
import type { IssueList } from '../issue-list.ts'
import type { RetrySettings } from '../manifest.ts'
import type { Node, Place } from '../yaml/node.ts'
import { hopelessClasses, providerClasses, type RetryClass, retryClasses } from './retry-classes.ts'

const maxRetries = 100

/** `retries`: one number for all failures that may pass, or one for each class. */
export function readRetries(node: Node, issues: IssueList): RetrySettings | undefined {
  if (node.kind !== 'map') {
    const others = readInteger(node, { what: '`retries`', issues, min: 0, max: maxRetries })
    return others === undefined ? undefined : { others }
  }
  const classes: Partial<Record<RetryClass, number>> = {}
  for (const [key, { keyPlace, value }] of readMap(node, '`retries`', issues)?.entries ?? []) {
    if (key.startsWith('x-')) continue
    const name = readClass(key, { place: keyPlace, known: retryClasses, issues })
    const what = `\`retries.${key}\``
    const count = name && readInteger(value, { what, issues, min: 0, max: maxRetries })
    if (name === undefined || count === undefined) continue
    if (count > 0 && hopelessClasses.has(name)) noteHopeless(name, { what, place: value, issues })
    classes[name] = count
  }
  return { classes }
}

/** `retry_on`: the classes that are tried again, of those without a number of their own. */
export function readRetryOn(node: Node, issues: IssueList): readonly string[] {
  const names: string[] = []
  for (const { text, place } of readTextList(node, { what: '`retry_on`', issues })) {
    const name = readClass(text, { place, known: providerClasses, issues })
    if (name === undefined) continue
    names.push(name)
    if (!hopelessClasses.has(name)) continue
    const problem = { code: 'useless-key', message: `\`${name}\` is never tried again: ${HOPELESS}` }
    issues.add(place, problem, 'warning')
  }
  return names
}

const HOPELESS = 'the same request would be refused again'

type Naming<Name> = { readonly place: Place; readonly known: readonly Name[]; readonly issues: IssueList }

function readClass<Name extends string>(text: string, { place, known, issues }: Naming<Name>): Name | undefined {
  const name = known.find((each) => each === text)
  if (name !== undefined) return name
  const suggestion = suggest(text, known)
  issues.add(place, {
    code: 'unknown-value',
    message: `there is no error class \`${text}\``,
    hint: `The classes are ${known.join(', ')}.`,
    ...(suggestion === undefined ? {} : { suggestion }),
  })
  return undefined
}

function noteHopeless(name: RetryClass, { what, place, issues }: { what: string; place: Place; issues: IssueList }): void {
  issues.add(place, {
    code: 'out-of-range',
    message: `${what} can only be 0: ${HOPELESS}`,
    ...(name === 'moderation' && { hint: 'Many refusals can suspend an account.' }),
  })
}
