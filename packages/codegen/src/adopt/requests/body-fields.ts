import type { Inliner } from '../../ir/schema/inline.ts'
import { defined } from '../../issues/defined.ts'
import { inPlaceSchemas } from '../../spec/in-place.ts'
import { child, entries, isObject, items, type Place, type PlainObject, textOf } from '../../spec/place.ts'
import type { SourceSet } from '../../spec/source-set.ts'
import { wordsOf } from '../words.ts'

/** A field of a request's body, where the document declares it. */
export type BodyField = { readonly name: string; readonly place: Place; readonly schema: PlainObject }

/** The fields that a body's schema declares, those of all its alternatives included. A name may occur several times. */
export function bodyFields(
  schema: Place | undefined,
  context: { readonly sources: SourceSet; readonly inliner: Inliner },
  depth = 0,
): BodyField[] {
  const target = context.sources.deref(schema)
  if (target === undefined || depth > 6) return []
  const own = entries(child(target, 'properties')).flatMap(([name, place]) =>
    isObject(place.value) ? [{ name, place, schema: context.inliner.inline(place) }] : [],
  )
  const members = ['allOf', 'oneOf', 'anyOf'].flatMap((keyword) => items(child(target, keyword)))
  return [...own, ...members.flatMap((member) => bodyFields(member, context, depth + 1))]
}

/** The types that a schema allows, `null` aside; empty if it does not say. */
function typesOf(schema: unknown): string[] {
  const types = [...inPlaceSchemas(schema)].flatMap(({ type }) => (Array.isArray(type) ? (type as unknown[]) : [type]))
  return [...new Set(types.filter((type): type is string => typeof type === 'string' && type !== 'null'))]
}

/** Common names of fields, by the vendor's name. */
const CANONICAL: readonly (readonly [name: RegExp, canonical: string, types: RegExp])[] = [
  [/^(prompt|prompt_text|text_prompt|prompts_text)$/, 'prompt', /string/],
  [/^(negative_prompt|negative_prompt_text)$/, 'negative_prompt', /string/],
  [/^(model|model_id|model_name)$/, 'model', /string/],
  [/^(duration|duration_seconds|seconds|video_length|duration_s|length_seconds)$/, 'duration', /string|number|integer/],
  [/^(aspect_ratio)$/, 'aspect_ratio', /string/],
  [/^(resolution|quality)$/, 'quality', /string/],
  [/^(seed)$/, 'seed', /number|integer/],
  [/^(image|image_url|image_uri|prompt_image|init_image|input_image|start_image|source_image)$/, 'image', /string/],
  [/^(first_frame(_(image|url|image_url))?|start_frame)$/, 'first_frame', /string/],
  [/^(last_frame(_(image|url|image_url))?|end_frame|end_image|tail_image_url|image_tail)$/, 'last_frame', /string/],
  [/^(callback|callback_url|webhook|webhook_url|notify_url|notify_hook)$/, 'callback', /string/],
  [/^(audio|generate_audio|with_audio|enable_audio)$/, 'audio', /boolean/],
  [/^(style)$/, 'style', /string/],
]

/** The common name of a field, and that of nothing else in the same request. */
export function canonicalOf({ name, schema }: Pick<BodyField, 'name' | 'schema'>): string | undefined {
  const words = wordsOf(name).join('_')
  const types = typesOf(schema)
  const found = CANONICAL.find(([pattern, , allowed]) => pattern.test(words) && types.every((type) => allowed.test(type)))
  return found?.[1]
}

/** How a text field takes a file, by its name, format and description. */
export function fileExtensions({ name, schema }: Pick<BodyField, 'name' | 'schema'>): PlainObject | undefined {
  const types = typesOf(schema)
  if (types.length > 0 && !types.every((type) => type === 'string')) return undefined
  const parts = [...inPlaceSchemas(schema)]
  const words = wordsOf(name)
  const formats = parts.map(({ format }) => textOf(format))
  const description = parts.map(({ description: text }) => (typeof text === 'string' ? text : '')).join(' ')
  const isFile = words.some((word) =>
    /^(image|img|picture|photo|video|audio|frame|file|mask|reference|media|voice|clip|music|asset|url|uri)$/.test(word),
  )
  if (
    words.some((word) =>
      /^(callback|webhook|notify|hook|redirect|id|ids|name|type|format|size|style|model|prompt|length|quality)$/.test(word),
    ) ||
    parts.some((part) => 'enum' in part || 'const' in part)
  )
    return undefined
  const encoded = parts.some((part) => textOf(part['contentEncoding']) === 'base64')
  if (formats.includes('binary') || (!encoded && parts.some((part) => part['contentMediaType'] !== undefined)))
    return { 'x-file': { as: 'part' } }
  const isAddress = words.some((word) => /^(url|uri)$/.test(word)) || formats.some((format) => /^ur[il]/.test(format))
  if (/data[:\s-]ur[il]|data:(image|video|audio)/i.test(description) && isFile)
    return { 'x-file': { as: 'data-uri', ...defined({ url: isAddress || /\b(url|https)\b/i.test(description) ? true : undefined }) } }
  if (isFile && (encoded || formats.includes('byte') || words.includes('base64'))) return { 'x-file': { as: 'base64' } }
  return isAddress && isFile ? { 'x-public-url': true } : undefined
}
