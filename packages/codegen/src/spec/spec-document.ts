import { defined } from '../issues/defined.ts'
import { child, entries, isObject, items, type Place, textOf } from './place.ts'
import type { SourceSet } from './source-set.ts'

export const HTTP_METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'] as const

/** One operation of the document (a method of a path), with its context. */
export type SpecOperation = {
  readonly place: Place
  readonly path: string
  /** Upper case. */
  readonly method: string
  /** As written; without one, derived from method and path (`getVideosById`). Absent only if it is no text. */
  readonly operationId?: string
  /** The operation's own and its path's, with references followed. The operation's own win. */
  readonly parameters: readonly Place[]
  /** With references followed. */
  readonly body?: Place
}

/** A document as the rules and the compiler read it. */
export type SpecDocument = {
  readonly sources: SourceSet
  readonly root: Place
  readonly operations: readonly SpecOperation[]
}

/** Lists a document's operations. Never throws: it leaves out whatever has the wrong shape, and the rules report that. */
export function openDocument(sources: SourceSet): SpecDocument {
  const root: Place = { file: sources.main, pointer: '', value: sources.main.value }
  const operations = entries(child(root, 'paths')).flatMap(([path, item]) => {
    const pathItem = sources.deref(item)
    return HTTP_METHODS.flatMap((method) => {
      // Documents with many files keep each operation in its own file.
      const place = sources.deref(child(pathItem, method))
      return place === undefined || !isObject(place.value) ? [] : [readOperation(sources, { place, path, method, pathItem })]
    })
  })
  return { sources, root, operations }
}

type Found = { place: Place; path: string; method: string; pathItem: Place | undefined }

function readOperation(sources: SourceSet, { place, path, method, pathItem }: Found): SpecOperation {
  const written = child(place, 'operationId')?.value
  const operationId = written === undefined || written === '' ? derivedId(method, path) : written
  const body = sources.deref(child(place, 'requestBody'))
  const own = items(child(place, 'parameters')).flatMap((parameter) => sources.deref(parameter) ?? [])
  const ownKeys = new Set(own.map(parameterKey))
  const inherited = items(child(pathItem, 'parameters'))
    .flatMap((parameter) => sources.deref(parameter) ?? [])
    .filter((parameter) => !ownKeys.has(parameterKey(parameter)))
  return {
    place,
    path,
    method: method.toUpperCase(),
    ...defined({ operationId: typeof operationId === 'string' ? operationId : undefined }),
    parameters: [...inherited, ...own],
    ...defined({ body }),
  }
}

/** The id of an operation that has none: `GET /videos/{id}` is `getVideosById`. */
export function derivedId(method: string, path: string): string {
  const words = path.replaceAll(/\{([^}]+)\}/g, 'by-$1').split(/[^A-Za-z0-9]+/)
  return [method.toLowerCase(), ...words.filter((word) => word !== '').map((word) => word[0]?.toUpperCase() + word.slice(1))].join('')
}

/** Name and place identify a parameter. */
function parameterKey(parameter: Place): string {
  return `${textOf(child(parameter, 'in')?.value)} ${textOf(child(parameter, 'name')?.value)}`
}

/** Whether a document is written in OpenAPI 3.0, whose schemas are of an earlier JSON Schema. */
export function isVersion30(root: unknown): boolean {
  return isObject(root) && textOf(root['openapi']).startsWith('3.0')
}

/** Whether a document has no extension of the dialect. One with some, but without `x-provider`, is unfinished. */
export function isPlain({ root, operations }: SpecDocument): boolean {
  if (['x-provider', 'x-tasks'].some((name) => child(root, name) !== undefined)) return false
  return operations.every(({ place }) => child(place, 'x-operations') === undefined)
}
