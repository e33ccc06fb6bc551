import type { OperationTable } from '../contract/index.ts'
import type { Issue } from '../errors/invalid-input-error.ts'
import { fieldName, valueAt } from '../json/pointer.ts'
import { oneIsRequired, reasonText, valueText } from './reason.ts'
import type { ValidationMistake } from './validator.ts'

/** `files`: fields that accept a file, which the schema does not say. */
type Rules = Pick<OperationTable, 'messages' | 'defaults'> & { readonly files?: Readonly<Record<string, unknown>> }

function within(path: string, prefix: string): boolean {
  return path === prefix || path.startsWith(`${prefix}/`)
}

/** The schema path of the document's message for a mistake: that of the innermost schema with a message. */
function ruleOf({ schemaPath }: ValidationMistake, messages: Rules['messages']): string | undefined {
  return Object.keys(messages)
    .filter((path) => within(schemaPath, path))
    .toSorted((left, right) => right.length - left.length)[0]
}

/** `{field}` in a message of the document. */
const PLACEHOLDER = /\{([\w.-]+)\}/g

/** Replaces `{field}` by the value sent, or by the field's default. */
function fill(message: string, input: unknown, defaults: Rules['defaults']): string {
  return message.replaceAll(PLACEHOLDER, (written, name: string) => {
    const value = valueAt(input, `/${name.replaceAll('.', '/')}`) ?? valueAt(defaults, `/${name}`)
    return value === undefined ? written : valueText(value)
  })
}

/**
 * Describes the mistakes that a validator found: one issue for each mistake of the caller, even if several schemas report it. The document's own
 * messages replace general ones; mistakes of alternatives become one issue.
 */
export function explain(mistakes: readonly ValidationMistake[], input: unknown, { messages, defaults, files = {} }: Rules): Issue[] {
  const issues = new Map<string, Issue>()
  const add = (key: string, issue: Issue) => {
    if (!issues.has(key)) issues.set(key, issue)
  }
  /** The keyword that refused the value of each field. */
  const limits = new Map<string, string>()
  const explained = new Set<ValidationMistake>()
  /** Fields that the document's own messages name: "is not known" is left out for them. */
  const namedInMessages = new Set<string>()
  const unknown = new Set<string>()
  const one = (mistake: ValidationMistake): void => {
    const rule = ruleOf(mistake, messages)
    const message = rule === undefined ? undefined : messages[rule]
    // Naming both types explains a value of the wrong type better than the document's message for the field.
    const isPlainType = mistake.instancePath !== '' && mistake.schemaPath === `${rule}/type`
    if (message !== undefined && !isPlainType) {
      const around = mistakes.filter(({ schemaPath }) => within(schemaPath, rule ?? ''))
      const pointer = around.map(({ instancePath }) => instancePath).find((path) => path !== '') ?? ''
      for (const [, name = ''] of message.matchAll(PLACEHOLDER)) namedInMessages.add(name)
      return add(`rule ${rule}`, { pointer, message: fill(message, input, defaults) })
    }
    // The mistakes of its branch are reported separately.
    if (mistake.keyword === 'if') return
    if (mistake.keyword !== 'anyOf' && mistake.keyword !== 'oneOf') {
      const { pointer, message: text } = describeMistake(mistake, input)
      if (mistake.keyword === 'additionalProperties') unknown.add(pointer)
      const isFile = mistake.keyword !== 'required' && Object.hasOwn(files, pointer.replaceAll(/\/\d+(?=\/|$)/g, '/-'))
      const issue = { pointer, message: isFile ? `${text}; pass a file as a Blob, bytes, a stream or { url }` : text }
      const limit = limitOf(mistake)
      if (!issues.has(pointer)) limits.set(pointer, limit)
      // In ajv's order the limit of a variant comes before the widest limit.
      else if (limits.get(pointer) === limit) issues.set(pointer, issue)
      return add(pointer, issue)
    }
    const inner = mistakes.filter(({ schemaPath }) => schemaPath.startsWith(`${mistake.schemaPath}/`))
    const collapsed = collapseAlternatives(mistake, inner)
    if ('message' in collapsed) add(`alternatives ${mistake.schemaPath}`, { pointer: mistake.instancePath, message: collapsed.message })
    else collapsed.mistakes.forEach(one)
    for (const each of inner) explained.add(each)
  }
  // In ajv's order the outermost alternatives come last; each covers the mistakes inside it.
  for (const mistake of mistakes.toReversed()) {
    if (!explained.has(mistake)) one(mistake)
  }
  const found = [...issues].toReversed().filter(([, { pointer }]) => !unknown.has(pointer) || !namedInMessages.has(fieldName(pointer)))
  // A rule between fields is left out if the field's own value is wrong.
  const stated = new Set(found.filter(([key]) => !key.startsWith('rule ')).map(([, { pointer }]) => pointer))
  return found.filter(([key, { pointer }]) => !key.startsWith('rule ') || !stated.has(pointer)).map(([, issue]) => issue)
}

/** The keyword of a mistake. A list of one value is like a constant. */
function limitOf({ keyword }: ValidationMistake): string {
  return keyword === 'const' ? 'enum' : keyword
}

/** The fields that keywords of an object are about. */
const ABOUT_FIELDS: ReadonlyMap<string, string> = new Map([
  ['required', 'missingProperty'],
  ['dependentRequired', 'missingProperty'],
  ['additionalProperties', 'additionalProperty'],
  ['unevaluatedProperties', 'unevaluatedProperty'],
])

/** Describes one mistake. For a missing or unknown field the pointer names that field, not the object around it. */
function describeMistake(mistake: ValidationMistake, input: unknown): Issue {
  const { instancePath, keyword, params } = mistake
  const field = ABOUT_FIELDS.get(keyword)
  const pointer = field === undefined ? instancePath : `${instancePath}/${String(params[field])}`
  return { pointer, message: `${fieldName(pointer)} ${reasonText(mistake, valueAt(input, instancePath))}` }
}

/** One message, or some of the mistakes, in place of the mistakes of all alternatives. */
type Collapsed = { readonly message: string } | { readonly mistakes: readonly ValidationMistake[] }

function branchOf(mistake: ValidationMistake, whole: ValidationMistake): string {
  return mistake.schemaPath.slice(whole.schemaPath.length + 1).split('/', 1)[0] ?? ''
}

/** One message if every alternative only lacks a field; otherwise the mistakes of the alternative with the fewest. */
function collapseAlternatives(whole: ValidationMistake, inner: readonly ValidationMistake[]): Collapsed {
  const name = fieldName(whole.instancePath)
  if (inner.length === 0) return { message: `${name} ${reasonText(whole, undefined)}` }
  const branches = new Map<string, ValidationMistake[]>()
  for (const mistake of inner) {
    const branch = branchOf(mistake, whole)
    branches.set(branch, [...(branches.get(branch) ?? []), mistake])
  }
  const here = inner.filter(({ instancePath }) => instancePath === whole.instancePath)
  if (here.length === inner.length && inner.every(({ keyword }) => keyword === 'required')) {
    const missing = [...branches.values()].map((branch) => branch.map(({ params }) => params['missingProperty']))
    return { message: `${whole.instancePath === '' ? '' : `${name}: `}${oneIsRequired(missing)}` }
  }
  // An alternative of another type was probably not meant.
  const distance = (mistakes: readonly ValidationMistake[]): number =>
    mistakes.length +
    (mistakes.some(({ keyword, instancePath }) => keyword === 'type' && instancePath === whole.instancePath) ? inner.length : 0)
  const [nearest] = [...branches.values()].toSorted((left, right) => distance(left) - distance(right))
  return { mistakes: nearest ?? [] }
}
