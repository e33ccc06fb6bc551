import { defined } from '@shotlist/codegen/defined'
import { createInputValidator } from '@shotlist/codegen/input-validator'
import { compileValue } from '../../manifest/expressions/compile-value.ts'
import type { IssueList } from '../../manifest/issue-list.ts'
import type { Job } from '../../manifest/manifest.ts'
import type { Entry, MapNode } from '../../manifest/yaml/node.ts'
import { toPlain } from '../../manifest/yaml/node.ts'
import type { UsedOperation } from '../resolve-operation.ts'
import type { Field, FieldRules, FilePlace } from './field.ts'
import { suggestField } from './field.ts'
import { ownName, partsOf, providerEntries } from './own-entries.ts'

type Options = { readonly defaults: MapNode | undefined; readonly used: UsedOperation | undefined; readonly issues: IssueList }

/**
 * The fields of a job: those of its `with`, and the defaults that the operation has fields for. A field may have its canonical name in the
 * manifest, which is the same at every provider; the result has the provider's own name.
 */
export function readFields(job: Job, { defaults, used, issues }: Options): readonly Field[] {
  const fields = new Map<string, Field>()
  for (const entry of entriesOf(job.with, used)) {
    const name = used === undefined ? entry.key : ownName(entry.key, used)
    if (name === undefined) {
      noteUnknown(entry, used, issues)
      // Its expressions are still checked: the field is evaluated and not sent.
      fields.set(entry.key, { ...toField(entry.key, entry, { used, issues }), model: UNKNOWN_FIELD })
    } else if (fields.has(name))
      issues.add(entry.keyPlace, {
        code: 'duplicate-key',
        message: `\`${written(entry)}\` and \`${written(fields.get(name) ?? entry)}\` are the same field`,
      })
    else fields.set(name, toField(name, entry, { used, issues }))
  }
  for (const field of used === undefined || defaults === undefined ? [] : defaultFields(defaults, used, issues))
    fields.set(field.name, withDefault(fields.get(field.name), field))
  return [...fields.values()]
}

/** The job's field, or the default without it. The default also stands in where the job's own value may be left out. */
function withDefault(own: Field | undefined, otherwise: Field): Field {
  if (own === undefined) return otherwise
  return own.value.kind === 'template' ? { ...own, otherwise } : own
}

function entriesOf(map: MapNode | undefined, used: UsedOperation | undefined): readonly Entry[] {
  const entries = [...(map?.entries.values() ?? [])]
  return used === undefined ? entries : providerEntries(entries, used)
}

const knownDefaults = new WeakMap<MapNode, WeakMap<UsedOperation, readonly Field[]>>()

/** The defaults that an operation has fields for. All jobs of the operation share them. */
function defaultFields(defaults: MapNode, used: UsedOperation, issues: IssueList): readonly Field[] {
  const known = knownDefaults.get(defaults) ?? new WeakMap<UsedOperation, readonly Field[]>()
  knownDefaults.set(defaults, known)
  const found = known.get(used)
  if (found !== undefined) return found
  const fields = entriesOf(defaults, used).flatMap((entry) => {
    const name = ownName(entry.key, used)
    return name === undefined ? [] : toField(name, entry, { used, issues })
  })
  known.set(used, fields)
  return fields
}

/** The name of a field as the manifest writes it. */
function written({ keyPlace }: Pick<Field, 'keyPlace'>): string {
  return keyPlace.path.split('.').at(-1) ?? keyPlace.path
}

/** Marks a field that the operation does not have. */
export const UNKNOWN_FIELD = { name: '', type: '', required: false, description: '' } as const

function toField(name: string, { keyPlace, value }: Entry, { used, issues }: Pick<Options, 'used' | 'issues'>): Field {
  const rules = used === undefined ? NO_RULES : rulesOf(name, used)
  return { name, keyPlace, value: compileValue(value, issues), ...rules }
}

const NO_RULES: FieldRules = { model: undefined, files: [], publicUrls: [] }
const knownRules = new WeakMap<UsedOperation, Map<string, FieldRules>>()

/** The operation's rules for a field, cached. */
function rulesOf(name: string, used: UsedOperation): FieldRules {
  const known = knownRules.get(used) ?? new Map<string, FieldRules>()
  knownRules.set(used, known)
  const rules = known.get(name) ?? readRules(name, used)
  known.set(name, rules)
  return rules
}

function readRules(name: string, { operation, table, model: provider }: UsedOperation): FieldRules {
  const model = operation.fields.find((field) => field.name === name)
  const within = (patterns: Iterable<string>): readonly (readonly string[])[] =>
    [...patterns]
      .map((pattern) => pattern.slice(1).split('/'))
      .filter(([first]) => first === name)
      .map(([, ...rest]) => rest)
  const uploaded = Object.entries(table.uploads).flatMap(([pattern, upload]): FilePlace[] => {
    const rule = provider.table.operations[upload]?.upload
    const takesUrl = rule === undefined || rule.url !== undefined
    const facts = { upload, takesUrl, ...defined({ accepts: rule?.accepts }) }
    return within([pattern]).map((path) => Object.assign({ path }, facts))
  })
  const inside = Object.entries(table.files ?? {}).flatMap(([pattern, { accepts, url = false }]): FilePlace[] =>
    within([pattern]).map((path) => ({ path, accepts, takesUrl: url })),
  )
  return { model, files: [...uploaded, ...inside], publicUrls: within(table.publicUrls) }
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

type FieldNames = { readonly names: readonly string[]; readonly parts: readonly string[]; readonly suggestion: string | undefined }

function hintFor(key: string, { names, parts, suggestion }: FieldNames): { hint: string } | { suggestion: string } {
  if (parts.length > 0) return { hint: `Write ${parts.map((part) => `\`${part}\``).join(' and ')}, or \`${key}\` as a list.` }
  return suggestion === undefined ? { hint: `It has: ${names.join(', ')}.` } : { suggestion }
}

/** The document's own message about a field that the operation does not accept. */
function refusal({ key, value }: Entry, { model, operation }: UsedOperation): string | undefined {
  const issues = createInputValidator(model, operation.name)({ [key]: toPlain(value) })
  return issues.find(({ pointer, keyword }) => keyword === 'x-message' && pointer === `/${key}`)?.message
}
