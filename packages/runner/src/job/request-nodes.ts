import type { Value } from '../plan/plan.ts'

/** Replacements for the parts of a request that are not plain JSON. */
export type Replacements = {
  /** `upload` is absent for a file inside the request. */
  file(path: string, upload: string | undefined): unknown
  url(url: string, upload: string): unknown
  output(instance: string, name: string): unknown
  /** A text in the request, or within a `$text`. */
  text?(text: string): string
}

/**
 * A request with every node (`$file`, `$url`, `$output`, `$text`) replaced by what `by` returns: the values to send, or their names in a
 * comparison. Returns the request itself if nothing was replaced.
 */
export function replaceNodes(fields: Readonly<Record<string, Value>>, by: Replacements): Readonly<Record<string, unknown>> {
  let filled: Record<string, unknown> | undefined
  for (const [name, before] of Object.entries(fields)) {
    const value = replaceNode(before, by)
    if (value === before) continue
    filled ??= { ...fields }
    filled[name] = value
  }
  return filled ?? fields
}

function replaceNode(value: Value, by: Replacements): unknown {
  if (typeof value === 'string') return by.text?.(value) ?? value
  // A string of digits: a JSON number would round a 64-bit integer. Core sends it as a bare number.
  if (typeof value === 'bigint') return value.toString()
  if (typeof value !== 'object' || value === null) return value
  if (isList(value)) return value.map((item) => replaceNode(item, by))
  if (isNode(value, '$file')) return by.file(value.$file, value.upload)
  if (isNode(value, '$url')) return replaceUrl(value, by)
  if (isNode(value, '$output')) return by.output(value.$output.instance, value.$output.name)
  if (isNode(value, '$text')) return replaceText(value.$text, by)
  return replaceNodes(value as Readonly<Record<string, Value>>, by)
}

/** The URL may be an output of another job. In a comparison of requests its replacement is an object, not a text. */
function replaceUrl({ $url, upload }: Node['$url'], by: Replacements): unknown {
  const url = replaceNode($url, by)
  return typeof url === 'string' ? by.url(url, upload) : { url, upload }
}

/** Joins the parts if all are text. In a comparison of requests an output's replacement is an object; the parts then stay a list. */
function replaceText(parts: readonly Value[], by: Replacements): unknown {
  const filled = parts.map((part) => replaceNode(part, by))
  return filled.some((part) => typeof part === 'object' && part !== null) ? filled : filled.join('')
}

type Node = {
  $file: { readonly $file: string; readonly upload?: string }
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

/** A file or URL that a request needs uploaded, and the upload operation. */
export type UploadPart = { readonly upload: string } & ({ readonly file: string } | { readonly url: string })

/**
 * All uploads of a request.
 *
 * @param output returns outputs of other jobs; without it, URLs that are not known yet are left out
 */
export function uploadsOf(fields: Readonly<Record<string, Value>>, output: Replacements['output'] = () => null): UploadPart[] {
  const parts: UploadPart[] = []
  replaceNodes(fields, {
    file: (file, upload) => upload !== undefined && parts.push({ file, upload }),
    url: (url, upload) => parts.push({ url, upload }),
    output,
  })
  return parts
}

/** The paths of all files of a request. */
export function filesOf(fields: Readonly<Record<string, Value>>): Set<string> {
  const paths = new Set<string>()
  replaceNodes(fields, { file: (path) => paths.add(path), url: () => null, output: () => null })
  return paths
}

/** The ids of the instances, and of the groups of takes, whose outputs a request uses. */
export function sourcesOf(fields: Readonly<Record<string, Value>>): Set<string> {
  const sources = new Set<string>()
  replaceNodes(fields, { file: () => null, url: () => null, output: (instance) => sources.add(instance) })
  return sources
}
