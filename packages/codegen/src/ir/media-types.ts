import { defined } from '../issues/defined.ts'
import { child, entries, type Place } from '../spec/place.ts'
import type { SourceSet } from '../spec/source-set.ts'
import type { SpecOperation } from '../spec/spec-document.ts'

export type MediaType = { readonly type: string; readonly schema?: Place; readonly example?: unknown; readonly examplePlace?: Place }

/** The content of a request body or a response: JSON first, then in the document's order. */
export function mediaTypes(holder: Place | undefined, sources: SourceSet): MediaType[] {
  const found = entries(child(holder, 'content')).map(([type, media]) => readMedia(type, media, sources))
  return [...found.filter((media) => isJson(media.type)), ...found.filter((media) => !isJson(media.type))]
}

export function isJson(type: string): boolean {
  return /^application\/(json|[^;]+\+json)\b/i.test(type)
}

export function isForm(type: string): boolean {
  return /^multipart\/form-data\b/i.test(type)
}

export function isUrlencoded(type: string): boolean {
  return /^application\/x-www-form-urlencoded\b/i.test(type)
}

/** What an expression reads that names the whole body of a response. */
export function isWholeBody(expression: unknown): boolean {
  return expression === '$response.body' || expression === '$response.body#'
}

/** The MIME types of an operation's success responses that are files. */
export function fileTypesOf({ place }: SpecOperation, sources: SourceSet): string[] {
  const good = entries(child(place, 'responses')).filter(([status]) => status.startsWith('2'))
  const types = good.flatMap(([, answer]) => mediaTypes(sources.deref(answer), sources).map(({ type }) => type.toLowerCase()))
  return [...new Set(types)].filter((type) => /^(audio|image|video)\/|^application\/octet-stream\b/.test(type))
}

function readMedia(type: string, media: Place, sources: SourceSet): MediaType {
  const schema = child(media, 'schema')
  const firstExample = entries(child(media, 'examples'))[0]?.[1]
  const examplePlace = child(media, 'example') ?? child(sources.deref(firstExample), 'value')
  return {
    type,
    ...defined({ schema }),
    ...(examplePlace === undefined ? {} : { example: examplePlace.value, examplePlace }),
  }
}
