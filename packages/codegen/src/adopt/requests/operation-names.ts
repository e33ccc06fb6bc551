import { child, textOf } from '../../spec/place.ts'
import type { SpecOperation } from '../../spec/spec-document.ts'
import { kebab, type Media, mediaOf, singular, wordsOf } from '../words.ts'

/** Names that mean the same at every provider, by the words of a path or of a request's type. */
const KNOWN: readonly (readonly [RegExp, string])[] = [
  [/^(text|txt|t)-?(to|2)-?(video|v)$/, 'text-to-video'],
  [/^(image|img|i)-?(to|2)-?(video|v)$/, 'image-to-video'],
  [/^(text|txt|t)-?(to|2)-?(image|i)$/, 'text-to-image'],
  [/^(image|img)-?(to|2)-?(image|img)$/, 'image-to-image'],
  [/^(video)-?(to|2)-?(video)$|^(video-)?modify$/, 'modify'],
  [/^(text)-?(to|2)-?(speech|audio|voice)$|^tts$/, 'text-to-speech'],
  [/^(video-)?(extend|extension|extensions)(-video)?$/, 'extend'],
  [/^(video-)?(upscale|upscaler|upscaling)(-video)?$/, 'upscale'],
  [/^(video-)?(lip-?sync|lipsync)$/, 'lip-sync'],
  [/^(sound-effects?|text-to-sound|sfx)$/, 'sound-effect'],
]

/** The common name for what a text says, if there is one. */
export function knownName(text: string): string | undefined {
  const words = wordsOf(text).filter((word) => !EMPTY.test(word))
  return KNOWN.find(([pattern]) => pattern.test(words.join('-')))?.[1]
}

/** Words of a path that say nothing about what is made. */
const EMPTY =
  /^(ai|aigc|api|async|create|generate|generations?|jobs?|predictions?|public|queue|render|requests?|run|services?|submit|synthesis|tasks?|v\d\w*)$/

/** The parts of a path that are no parameters. */
function partsOf(path: string): string[] {
  return path.split('/').filter((part) => part !== '' && !part.includes('{'))
}

/** The common name that a path itself says. */
export function nameInPath({ path }: SpecOperation): string | undefined {
  return partsOf(path)
    .toReversed()
    .map(knownName)
    .find((name) => name !== undefined)
}

/** What users call an operation that makes files of a kind. */
export function operationName(operation: SpecOperation, media: Media | undefined, required: readonly string[]): string {
  const known = nameInPath(operation)
  if (known !== undefined) return known
  const parts = partsOf(operation.path)
  const full = parts.filter((part) => wordsOf(part).some((word) => !EMPTY.test(word)) && !EMPTY.test(part))
  const last = full.at(-1)
  if (media === undefined) return otherNames(operation)[0] ?? 'generate'
  const isPlain =
    full.flatMap(wordsOf).filter((word) => !EMPTY.test(word)).length < 2 && (last === undefined || mediaOf(wordsOf(last)) !== undefined)
  if (last !== undefined && isPlain && operation.path.includes('{')) return `add-${kebab(last)}`
  if (!isPlain && last !== undefined) {
    const named = kebab(last)
      .split('-')
      .map((word, index, all) => (index === all.length - 1 ? singular(word) : word))
      .join('-')
    return mediaOf(named.split('-')) === undefined ? `${named}-${media}` : named
  }
  if (media === 'audio') return 'text-to-speech'
  const needsImage = required.some(isImageName)
  return needsImage ? `image-to-${media}` : `text-to-${media}`
}

/** Names for an operation whose name is taken, the best first. */
export function otherNames({ path, method, operationId }: SpecOperation): string[] {
  const parts = partsOf(path).filter((part) => !/^(v\d\w*|api|public)$/.test(part))
  const names = [parts.slice(-1), parts.slice(-2), parts].map((some) => kebab(some.join('-')))
  return [
    ...names.filter((name) => !EMPTY.test(name) && mediaOf([name]) === undefined),
    kebab(textOf(operationId)),
    kebab(`${method}-${path}`),
  ].filter((name) => name !== '')
}

/** Whether a field of a request takes a picture. */
export function isImageName(name: string): boolean {
  const words = wordsOf(name)
  return (
    words.some((word) => /^(image|picture|photo|frame|img)$/.test(word)) &&
    !words.some((word) => /^(size|style|count|format|number|strength|weight)$/.test(word))
  )
}

/** The kind of file that an operation speaks of: its path, then its other texts. */
export function spokenMedia(operation: SpecOperation): Media | undefined {
  return pathMedia(operation) ?? textMedia(operation)
}

/** The kind of file that the path of an operation speaks of. Of `text_to_video` the last word is what is made. */
export function pathMedia({ path }: SpecOperation): Media | undefined {
  const parts = partsOf(path).toReversed()
  return mediaOf(parts.flatMap((part) => wordsOf(part).toReversed()))
}

function textMedia({ operationId, place }: SpecOperation): Media | undefined {
  const tags = child(place, 'tags')?.value
  const texts = [operationId, child(place, 'summary')?.value ?? '', ...(Array.isArray(tags) ? (tags as unknown[]) : [])]
  return texts.map((text) => mediaOf(wordsOf(textOf(text)).toReversed())).find((media) => media !== undefined)
}
