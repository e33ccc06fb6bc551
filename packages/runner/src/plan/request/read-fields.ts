import { createInputValidator } from '@shotlist/codegen/input-validator'
import { compileValue } from '../../expressions/compile-value.ts'
import type { IssueList } from '../../manifest/issue-list.ts'
import type { Job } from '../../manifest/manifest.ts'
import type { Entry, MapNode } from '../../manifest/yaml/node.ts'
import { toPlain } from '../../manifest/yaml/to-plain.ts'
import type { UsedOperation } from '../providers/resolve-operation.ts'
import type { Field } from './field.ts'
import { ownEntries, partsOf } from './own-entries.ts'
import { ownName } from './own-name.ts'
import { suggestField } from './suggest-field.ts'

type Options = { readonly defaults: MapNode | undefined; readonly used: UsedOperation | undefined; readonly issues: IssueList }

/**
 * The fields of a job: its own, and of the defaults those that the operation has. A field may be written by its canonical name, which
 * means the same at every provider; it is the provider's own from here on.
 */
export function readFields(job: Job, { defaults, used, issues }: Options): readonly Field[] {
  const fields = new Map<string, Field>()
  const own = (map: MapNode | undefined): readonly Entry[] => {
    const entries = [...(map?.entries.values() ?? [])]
    return used === undefined ? entries : ownEntries(entries, used)
  }
  for (const entry of own(job.with)) {
    const name = used === undefined ? entry.key : ownName(entry.key, used)
    if (name === undefined) {
      noteUnknown(entry, used, issues)
      // Its expressions are checked all the same, by evaluating a field that is never sent.
      fields.set(entry.key, { ...toField(entry.key, entry, { used, issues }), model: unknownField })
    } else if (fields.has(name))
      issues.add(entry.keyPlace, {
        code: 'duplicate-key',
        message: `\`${written(entry)}\` and \`${written(fields.get(name) ?? entry)}\` are the same field`,
      })
    else fields.set(name, toField(name, entry, { used, issues }))
  }
  if (used === undefined) return [...fields.values()]
  for (const entry of own(defaults)) {
    const name = ownName(entry.key, used)
    if (name !== undefined && !fields.has(name)) fields.set(name, toField(name, entry, { used, issues }))
  }
  return [...fields.values()]
}

/** What a field is called in the manifest. */
function written({ keyPlace }: Pick<Field, 'keyPlace'>): string {
  return keyPlace.path.split('.').at(-1) ?? keyPlace.path
}

/** Marks a field the operation does not have. */
export const unknownField = { name: '', type: '', required: false, description: '' } as const

function toField(name: string, entry: Entry, { used, issues }: Pick<Options, 'used' | 'issues'>): Field {
  const model = used?.operation.fields.find((field) => field.name === name)
  const within = (patterns: Iterable<string>): readonly (readonly string[])[] =>
    [...patterns]
      .map((pattern) => pattern.slice(1).split('/'))
      .filter(([first]) => first === name)
      .map(([, ...rest]) => rest)
  const uploads = Object.entries(used?.table.uploads ?? {}).flatMap(([pattern, operation]) =>
    within([pattern]).map((path) => ({ path, operation })),
  )
  return {
    name,
    keyPlace: entry.keyPlace,
    value: compileValue(entry.value, issues),
    ...(model === undefined ? {} : { model }),
    uploads,
    publicUrls: within(used?.table.publicUrls ?? []),
  }
}

function noteUnknown(entry: Entry, used: UsedOperation | undefined, issues: IssueList): void {
  if (used === undefined) return
  const refused = refusal(entry, used)
  if (refused !== undefined) return issues.add(entry.keyPlace, { code: 'bad-request', message: refused })
  const names = used.operation.fields.map(({ name }) => name)
  const suggestion = suggestField(entry.key, used)
  issues.add(entry.keyPlace, {
    code: 'unknown-field',
    message: `${used.provider}/${used.operation.name} has no field \`${entry.key}\``,
    ...hintFor(entry.key, { names, parts: partsOf(entry.key, used), suggestion }),
  })
}

type Known = { readonly names: readonly string[]; readonly parts: readonly string[]; readonly suggestion: string | undefined }

function hintFor(key: string, { names, parts, suggestion }: Known): { hint: string } | { suggestion: string } {
  if (parts.length > 0) return { hint: `Write ${parts.map((part) => `\`${part}\``).join(' and ')}, or \`${key}\` as a list.` }
  return suggestion === undefined ? { hint: `It has: ${names.join(', ')}.` } : { suggestion }
}

/** What the document itself says of a field that the operation does not take, and why. */
function refusal({ key, value }: Entry, { model, operation }: UsedOperation): string | undefined {
  const issues = createInputValidator(model, operation.name)({ [key]: toPlain(value) })
  return issues.find(({ pointer, keyword }) => keyword === 'x-message' && pointer === `/${key}`)?.message
}
