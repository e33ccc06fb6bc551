import { child, textOf } from '../spec/place.ts'
import type { SpecOperation } from '../spec/spec-document.ts'
import { kebab, type Media, mediaOf, wordsOf } from './words.ts'

/** Names that mean the same at every provider, by the words of a path or of a request's type. */
const KNOWN: readonly (readonly [RegExp, string])[] = [
  [/^(text|txt|t)-?(to|2)-?(video|v)$/, 'text-to-video'],
  [/^(image|img|i)-?(to|2)-?(video|v)$/, 'image-to-video'],
  [/^(text|txt|t)-?(to|2)-?(image|i)$/, 'text-to-image'],
  [/^(image|img)-?(to|2)-?(image|img)$/, 'image-to-image'],
  [/^(video)-?(to|2)-?(video)$/, 'modify'],
  [/^(text)-?(to|2)-?(speech|audio|voice)$|^tts$/, 'text-to-speech'],
  [/^(video-)?(extend|extension|extensions)(-video)?$/, 'extend'],
  [/^(video-)?(upscale|upscaler|upscaling)(-video)?$/, 'upscale'],
  [/^(video-)?(lip-?sync|lipsync)$/, 'lip-sync'],
  [/^(video-)?modify$/, 'modify'],
  [/^(sound-effects?|text-to-sound|sfx)$/, 'sound-effect'],
]

/** The common name for what words say, if there is one. */
export function knownName(text: string): string | undefined {
  return KNOWN.find(([pattern]) => pattern.test(kebab(text)))?.[1]
}

/** Words of a path that say nothing about what is made. */
const EMPTY = /^(api|async|create|edit|generate|generations?|jobs?|predictions?|public|queue|render|requests?|run|submit|tasks?|v\d\w*)$/

/** The fields that a request needs, and has. */
export type Asked = { readonly required: readonly string[]; readonly all: readonly string[] }

/** What users call an operation that makes files of a kind. */
export function operationName(operation: SpecOperation, media: Media | undefined, asked: Asked): string {
  const parts = operation.path.split('/').filter((part) => part !== '' && !part.includes('{'))
  for (const part of parts.toReversed()) {
    const known = knownName(part)
    if (known !== undefined) return known
  }
  const words = parts.flatMap(wordsOf).filter((word) => !EMPTY.test(word))
  const telling = words.filter((word) => mediaOf([word]) === undefined)
  const last = parts.at(-1) ?? ''
  const isPlain = telling.length === 0 || EMPTY.test(last.toLowerCase()) || mediaOf(wordsOf(last)) !== undefined
  const needsImage = asked.required.some((name) => isImageName(name))
  if (isPlain && media === 'video') return needsImage ? 'image-to-video' : 'text-to-video'
  if (isPlain && media === 'image' && !needsImage) return 'text-to-image'
  if (isPlain && media === 'audio') return 'text-to-speech'
  const named = kebab([...telling.slice(-2), ...(media !== undefined && !telling.includes(media) ? [media] : [])].join('-'))
  return named === '' ? (kebab(textOf(operation.operationId)) || 'generate') : named
}

export function isImageName(name: string): boolean {
  return /(^|_)(image|picture|photo|frame|img)(_|$)/.test(wordsOf(name).join('_')) && !/(^|_)(size|style|count|format|number|strength|weight)(_|$)/.test(wordsOf(name).join('_'))
}

/** The kind of file that an operation speaks of: its path, then its other texts. */
export function spokenMedia(operation: SpecOperation): Media | undefined {
  const tags = child(operation.place, 'tags')?.value
  // Of text_to_video the last word is what is made.
  const path = operation.path.split('/').toReversed().flatMap((part) => wordsOf(part).toReversed())
  const texts = [textOf(operation.operationId), textOf(child(operation.place, 'summary')?.value ?? ''), ...(Array.isArray(tags) ? tags.map(textOf) : [])]
  return mediaOf(path) ?? texts.map((text) => mediaOf(wordsOf(text).toReversed())).find((media) => media !== undefined)
}
