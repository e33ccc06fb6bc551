import type { DialectOutput, DialectOutputs } from '../../dialect/dialect.gen.ts'
import { joinPointer } from '../../spec/json-pointer.ts'
import type { Confidence } from '../proposal.ts'
import { type Media, mediaOf, wordsOf } from '../words.ts'
import { type AnswerField, mayBeText } from './answer-fields.ts'
import { isEcho } from './read-state.ts'

/** The files of a response. */
export type FoundOutputs = {
  readonly outputs: DialectOutputs
  /** Whether the kind of the first file is more than a guess. */
  readonly isKindKnown: boolean
  readonly confidence: Confidence
  readonly why: string
}

type Candidate = { readonly field: AnswerField; readonly score: number; readonly media: Media | undefined; readonly isAside: boolean }

/** Names of addresses that lead to something else than a result. */
const OTHER =
  /(^|_)(avatar|callback|cancel|cookie|dashboard|docs?|get|help|home|icon|init|input|link_to|logo|next|page|poll|prev|previous|self|source|status|stream|web|webhook|website)(_|$)/
/** Pictures of the result, and other files beside it. */
const ASIDE =
  /(^|_)(cover|first_frame|frame|gif|last_frame|logs?|mask|poster|preview|progress\w*|srt|subtitles?|captions?|thumb|thumbnail|watermark\w*)(_|$)/
const HOLDERS = /^(artifacts?|assets?|clips?|content|data|download|files?|generations?|images?|media|outputs?|results?|videos?|audios?)$/

const MOST = 4

/** Finds the addresses of files in a response; `spoken` is the kind of file that names around it speak of. */
export function findOutputs(fields: readonly AnswerField[], spoken: Media | undefined): FoundOutputs | undefined {
  const all = fields
    .flatMap((field) => candidate(field))
    .toSorted(
      (a, b) =>
        Number(a.isAside) - Number(b.isAside) || rank(b, spoken) - rank(a, spoken) || a.field.segments.length - b.field.segments.length,
    )
  const [main] = all
  if (main === undefined) return undefined
  // Deeper addresses are those of parts of the request that a response repeats.
  const found = all.filter(({ field }) => field.segments.length <= main.field.segments.length + 1).slice(0, MOST)
  const outputs: Record<string, DialectOutput> = {}
  for (const one of found) {
    const type = typeOf(one, spoken)
    const plain = `${type}_url`
    const own = `${one.field.name.replace(/_?ur[il]$/, '')}_url`
    const name = plain in outputs || one.isAside ? own : plain
    if (name in outputs || name === '_url') continue
    const at = everyFile(one.field)
    // A result of any form is an address, or a list of them.
    outputs[name] = { from: one.field.types.length === 0 && !one.field.segments.includes('0') ? [`${at}/-`, at] : at, type }
  }
  const confidence = main.score >= 5 && main.media !== undefined ? 'high' : main.score >= 4 ? 'medium' : 'low'
  const kind =
    main.media === undefined
      ? spoken === undefined
        ? '; that it is a video is a guess'
        : `; its kind follows from the names around it`
      : ''
  return {
    outputs,
    isKindKnown: main.media !== undefined,
    confidence,
    why: `${main.field.segments.join('.')} looks like the address of a file${kind}`,
  }
}

/** The expression for a file. Of the innermost list, every item counts. */
function everyFile({ segments }: AnswerField): string {
  const list = segments.lastIndexOf('0')
  return `$response.body#${segments.map((segment, index) => (index === list ? '-' : segment)).reduce(joinPointer, '')}`
}

function rank({ score, media }: Candidate, spoken: Media | undefined): number {
  return score + (media === spoken && media !== undefined ? 2 : 0)
}

function typeOf({ media, isAside }: Candidate, spoken: Media | undefined): Media {
  if (isAside && media === undefined) return 'image'
  return media ?? spoken ?? 'video'
}

function candidate(field: AnswerField): Candidate[] {
  const { name, segments, formats, description } = field
  if (!mayBeText(field) || segments.some(isEcho) || segments.length > 7 || OTHER.test(name) || field.values.length > 0) return []
  if (segments.slice(0, -1).some((segment) => OTHER.test(wordsOf(segment).join('_')) || /^(urls|links|error|errors)$/.test(segment)))
    return []
  const words = name.split('_')
  const holders = segments.slice(0, -1).flatMap(wordsOf)
  const isAddress = /^(ur[il]|href|link)$/.test(words.at(-1) ?? '') || formats.some((format) => /^ur[il]/.test(format))
  const isMedia = mediaOf(words) !== undefined
  const isOutput = /^(outputs?|results?|files?|download|media|mp4)$/.test(words[0] ?? '') && words.length <= 2
  const looksLike = /\b(ur[il]|link|address)\b/i.test(description)
  if (!isAddress && !looksLike && !isOutput && !(isMedia && words.length === 1)) return []
  // A name without anything that says that it is an address: only a text is one.
  if (!isAddress && !looksLike && field.types.length > 0 && !field.types.includes('string')) return []
  if (/(^|_)(id|ids|name|type|size|count|format|status|state|message|text|error)$/.test(name)) return []
  const score =
    (isAddress ? 2 : 0) +
    (isMedia ? 2 : 0) +
    (isOutput ? (isAddress ? 4 : 2) : 0) +
    (looksLike ? 1 : 0) +
    (holders.some((word) => HOLDERS.test(word)) ? 2 : 0)
  return score < 2
    ? []
    : [{ field, score, media: mediaOf([...words, ...holders]) ?? mediaOf(wordsOf(description)), isAside: ASIDE.test(name) }]
}
