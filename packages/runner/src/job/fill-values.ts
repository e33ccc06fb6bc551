import type { Value } from '../plan/plan.ts'

/** What stands for the parts of a request that are not plain JSON. */
export type Fill = {
  file(path: string, upload: string): unknown
  url(url: string, upload: string): unknown
  output(instance: string, name: string): unknown
  /** Text, as it stands in the request or within a `$text`. */
  text?(text: string): string
}

/** A job's request with every part that is only known at run time filled in. Where there is none, it is the request itself. */
export function fillValues(fields: Readonly<Record<string, Value>>, fill: Fill): Readonly<Record<string, unknown>> {
  let filled: Record<string, unknown> | undefined
  for (const [name, before] of Object.entries(fields)) {
    const value = fillValue(before, fill)
    if (value === before) continue
    filled ??= { ...fields }
    filled[name] = value
  }
  return filled ?? fields
}

function fillValue(value: Value, fill: Fill): unknown {
  if (typeof value === 'string') return fill.text?.(value) ?? value
  // 64-bit integers travel as their digits: JSON's numbers would round them, and core sends them as bare numbers.
  if (typeof value === 'bigint') return value.toString()
  if (typeof value !== 'object' || value === null) return value
  if (isList(value)) return value.map((item) => fillValue(item, fill))
  if (isNode(value, '$file')) return fill.file(value.$file, value.upload)
  if (isNode(value, '$url')) return fillUrl(value, fill)
  if (isNode(value, '$output')) return fill.output(value.$output.instance, value.$output.name)
  if (isNode(value, '$text')) return fillText(value.$text, fill)
  return fillValues(value as Readonly<Record<string, Value>>, fill)
}

/** An output of another job may be the URL; while it is only compared, what stands for it is no text. */
function fillUrl({ $url, upload }: Node['$url'], fill: Fill): unknown {
  const url = fillValue($url, fill)
  return typeof url === 'string' ? fill.url(url, upload) : { url, upload }
}

/** Joined where all of it is text; what stands for an output while it is only compared stays a list. */
function fillText(parts: readonly Value[], fill: Fill): unknown {
  const filled = parts.map((part) => fillValue(part, fill))
  return filled.some((part) => typeof part === 'object' && part !== null) ? filled : filled.join('')
}

type Node = {
  $file: { readonly $file: string; readonly upload: string }
  $url: { readonly $url: Value; readonly upload: string }
  $output: { readonly $output: { readonly instance: string; readonly name: string } }
  $text: { readonly $text: readonly Value[] }
}

function isList(value: object): value is readonly Value[] {
  return Array.isArray(value)
}

function isNode<Name extends keyof Node>(value: object, name: Name): value is Node[Name] {
  return Object.hasOwn(value, name)
}

/** A file or URL that a request takes through an upload operation. */
export type UploadPart = { readonly upload: string } & ({ readonly file: string } | { readonly url: string })

/**
 * Everything a request uploads.
 *
 * @param output gives outputs of other jobs; without it, URLs that are not known yet are left out
 */
export function uploadsOf(fields: Readonly<Record<string, Value>>, output: Fill['output'] = () => null): UploadPart[] {
  const parts: UploadPart[] = []
  fillValues(fields, {
    file: (file, upload) => parts.push({ file, upload }),
    url: (url, upload) => parts.push({ url, upload }),
    output,
  })
  return parts
}

/** The instances, and groups of takes, whose outputs a request takes. */
export function sourcesOf(fields: Readonly<Record<string, Value>>): Set<string> {
  const sources = new Set<string>()
  fillValues(fields, { file: () => null, url: () => null, output: (instance) => sources.add(instance) })
  return sources
}
