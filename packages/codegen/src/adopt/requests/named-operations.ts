import type { DialectOperation } from '../../dialect/dialect.gen.ts'
import { satisfies } from '../../explain/compile-validator.ts'
import { compileAuth } from '../../ir/compile-access.ts'
import { compileInput } from '../../ir/compile-input.ts'
import { mediaTypes } from '../../ir/media-types.ts'
import { flattenObject } from '../../ir/schema/flatten.ts'
import { closedValues } from '../../ir/schema/listed-values.ts'
import { asList, fieldsOf, namesIn } from '../../ir/schema/variants.ts'
import { defined } from '../../issues/defined.ts'
import type { RuleContext } from '../../rules/rule-context.ts'
import { joinPointer } from '../../spec/json-pointer.ts'
import { isObject, type Place, type PlainObject, textOf } from '../../spec/place.ts'
import type { SpecOperation } from '../../spec/spec-document.ts'
import { jsonPath } from '../json-path.ts'
import type { Action, Note } from '../proposal.ts'
import type { Submit } from '../tasks/find-tasks.ts'
import { kebab, type Media, mediaOf, wordsOf } from '../words.ts'
import { bodyFields } from './body-fields.ts'
import { exampleRequest } from './example.ts'
import { isImageName, knownName, operationName, otherNames, pathMedia, spokenMedia } from './operation-names.ts'
import { flatRequest } from './places.ts'

/** What a submission is proposed with. */
export type Naming = {
  /** What the operation does: it starts tasks of a kind, or answers with the file. */
  readonly does: Pick<DialectOperation, 'starts' | 'charges' | 'outputs'>
  /** The kind of file that the task yields. */
  readonly media: Media | undefined
  /** Headers of every request, which users do not give. */
  readonly headers: Readonly<Record<string, string>>
  /** Names of operations so far. */
  readonly taken: Set<string>
  /** Names that the path of an operation says: no other gets them. */
  readonly reserved: ReadonlyMap<string, SpecOperation>
}

/** An operation to be named, and why. */
export type Named = Pick<Submit, 'operation' | 'confidence' | 'why'>

/** The named operations of a submission: one, or one for each value of the field that tells what is made. */
export function nameOperations(submit: Named, naming: Naming, context: RuleContext): Action & { readonly update: PlainObject } {
  const { operation } = submit
  const body = mediaTypes(operation.body, context.spec.sources)[0]
  const schema = body?.schema === undefined ? {} : flattenObject(context.inliner.inline(body.schema))
  const fields = { sources: context.spec.sources, inliner: context.inliner }
  const variants = variantsOf(schema)
  const flat =
    variants.length > 0
      ? undefined
      : flatRequest(
          { fields: bodyFields(body?.schema, fields), schema },
          ({ place }) => bodyFields(place, fields),
          context.spec.sources.main,
        )
  const spoken = pathMedia(operation) ?? naming.media ?? spokenMedia(operation)
  const choices = variants.length > 0 ? variants : [undefined]
  const entries = choices.map((variant): DialectOperation => {
    const wanted = variant === undefined ? operationName(operation, spoken, namesIn(schema['required'])) : variantName(variant, spoken)
    const name = freeName(wanted, operation, naming)
    const base = {
      name,
      ...defined({ title: variant === undefined ? undefined : titleOf(name) }),
      ...naming.does,
      ...defined({ request: flat, fixed: variant === undefined ? undefined : { [variant.field]: variant.value } }),
    }
    return Object.assign(base, { example: exampleOf(base, submit, { example: body?.example, headers: naming.headers, context }) })
  })
  const why = [
    submit.why,
    ...(variants[0] === undefined ? [] : [`${variants[0].field} tells what is made, so each of its values has a name`]),
    ...(flat === undefined ? [] : ['its nested fields are placed, so that users give flat ones']),
  ].join('; ')
  const notes: Note[] = [{ at: '', confidence: submit.confidence, why }]
  return { target: jsonPath(operation.place.pointer, context.spec.root.value), update: { 'x-operations': entries }, notes }
}

type Variant = { readonly field: string; readonly value: string; readonly required: readonly string[] }

const TELLS = /^(type|kind|action|operation|task|(task|job|generation|request|media)_?type)$/i
const MOST_VARIANTS = 30

/** The values of the field that tells the members of a union apart, if it says what is made. */
function variantsOf(schema: PlainObject): readonly Variant[] {
  const members = asList(schema['oneOf'] ?? schema['anyOf'])
    .filter(isObject)
    .map((member) => flattenObject(member))
  const [first] = members
  if (first === undefined) return []
  const field = Object.keys(fieldsOf(first)).find((name) => TELLS.test(name) && members.every((member) => wordsAt(member, name).length > 0))
  if (field === undefined) return []
  const variants = members.flatMap((member) =>
    wordsAt(member, field).map((value) => ({ field, value: textOf(value), required: namesIn(member['required']) })),
  )
  return variants.length > MOST_VARIANTS || new Set(variants.map(({ value }) => value)).size < variants.length ? [] : variants
}

/** The values that a member lists for a field. */
function wordsAt(member: PlainObject, field: string): readonly unknown[] {
  return (closedValues(fieldsOf(member)[field]) ?? []).filter((value) => value !== null)
}

function variantName({ value, required }: Variant, media: Media | undefined): string {
  const known = knownName(value)
  if (known !== undefined) return known
  const made = mediaOf(wordsOf(value).toReversed())
  const words = wordsOf(value)
  const needsImage = required.some(isImageName)
  if (words.length === 1 && media !== undefined && (words[0] === 'text' || (words[0] === 'image' && media !== 'image' && needsImage)))
    return `${words[0]}-to-${media}`
  if (words.length === 1 && made !== undefined)
    return needsImage ? `image-to-${made}` : made === 'audio' ? 'text-to-speech' : `text-to-${made}`
  return kebab(value)
}

function freeName(name: string, operation: SpecOperation, { taken, reserved }: Naming): string {
  const isFree = (one: string): boolean => !taken.has(one) && (reserved.get(one) ?? operation) === operation
  let free = [name, ...otherNames(operation)].find(isFree)
  for (let number = 2; free === undefined; number += 1) free = isFree(`${name}-${number}`) ? `${name}-${number}` : undefined
  taken.add(free)
  return free
}

function titleOf(name: string): string {
  const text = name.replaceAll('-', ' ')
  return text.charAt(0).toUpperCase() + text.slice(1)
}

type Shown = { readonly example: unknown; readonly headers: Readonly<Record<string, string>>; readonly context: RuleContext }

/** A valid request: the document's own example, if it is one. */
function exampleOf(written: PlainObject, { operation }: Pick<Named, 'operation'>, { example, headers, context }: Shown): PlainObject {
  const { spec, inliner } = context
  const entry: Place = { file: spec.sources.main, pointer: joinPointer(operation.place.pointer, 'x-operations'), value: written }
  const auth = compileAuth(spec)
  const fixed = isObject(written['fixed']) ? written['fixed'] : {}
  const authHeader = auth?.in === 'header' ? auth.name : undefined
  const { schema } = compileInput({ operation, entry, fixed }, { spec, inliner, provider: { headers }, authHeader })
  if (isObject(example) && written['request'] === undefined) {
    const own = Object.fromEntries(Object.entries(example).filter(([name]) => !Object.hasOwn(fixed, name)))
    if (Object.keys(own).length > 0 && satisfies(schema, own)) return own
  }
  return exampleRequest(schema)
}
