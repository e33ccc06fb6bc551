import { defined } from '../issues/defined.ts'
import { child, entries, isObject, items, type Place, textOf } from './place.ts'
import type { SourceSet } from './source-set.ts'

export const HTTP_METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'] as const

/** One operation of the document (a method of a path), with what stands around it. */
export type SpecOperation = {
  readonly place: Place
  readonly path: string
  /** Upper case. */
  readonly method: string
  readonly operationId?: string
  /** The operation's own and its path's, references followed; the operation's own win. */
  readonly parameters: readonly Place[]
  /** References followed. */
  readonly body?: Place
}

/** A document as the rules and the compiler read it. */
export type SpecDocument = {
  readonly sources: SourceSet
  readonly root: Place
  readonly operations: readonly SpecOperation[]
}

/** Lists a document's operations. Never throws: what has the wrong shape is left out here and reported by the rules. */
export function openDocument(sources: SourceSet): SpecDocument {
  const root: Place = { file: sources.main, pointer: '', value: sources.main.value }
  const operations = entries(child(root, 'paths')).flatMap(([path, item]) => {
    const pathItem = sources.deref(item)
    return HTTP_METHODS.flatMap((method) => {
      // Documents of many files keep each operation in one of its own.
      const place = sources.deref(child(pathItem, method))
      return place === undefined || !isObject(place.value) ? [] : [readOperation(sources, { place, path, method, pathItem })]
    })
  })
  return { sources, root, operations }
}

type Found = { place: Place; path: string; method: string; pathItem: Place | undefined }

function readOperation(sources: SourceSet, { place, path, method, pathItem }: Found): SpecOperation {
  const operationId = child(place, 'operationId')?.value
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

/** A parameter is known by its name and its place together. */
function parameterKey(parameter: Place): string {
  return `${textOf(child(parameter, 'in')?.value)} ${textOf(child(parameter, 'name')?.value)}`
}

/** Whether a document has nothing of the dialect. One that has some of it, and no `x-provider`, is not plain: it is not finished. */
export function isPlain({ root, operations }: SpecDocument): boolean {
  if (['x-provider', 'x-tasks'].some((name) => child(root, name) !== undefined)) return false
  return operations.every(({ place }) => child(place, 'x-operations') === undefined)
}
