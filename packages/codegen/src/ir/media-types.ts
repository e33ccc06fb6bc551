import { defined } from '../issues/defined.ts'
import { child, entries, type Place } from '../spec/place.ts'
import type { SourceSet } from '../spec/source-set.ts'

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
