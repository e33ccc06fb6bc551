import type { Random } from '../scenario/random.ts'

/** One piece of an id: a character out of these, so many times. */
type Piece = { readonly characters: string; readonly times: number }

/** Of a piece that may be repeated without end: enough that ids do not meet. */
const openTimes = 16

const lower = 'abcdefghijklmnopqrstuvwxyz'
const classes: Readonly<Record<string, string>> = { d: '0123456789', w: `${lower}0123456789_` }
const token =
  /^(?:\[(?<set>(?:[^\]\\^]|\\[dw.\-_])+)\]|\\(?<escaped>.)|(?<literal>[^\\[\](){}|?*+.^$]))(?<count>[?*+]|\{(?<from>\d+)(?:(?<open>,)(?<to>\d*))?\})?/

/**
 * How to make texts that fit a pattern of the kind ids have: letters and sets of characters in a row, repeated or not (`^vid_[a-z0-9]{12}$`).
 * Nothing for any other: alternatives, groups, look-arounds.
 */
export function patternText(pattern: string): ((random: Random) => string) | undefined {
  const open = !pattern.endsWith('$')
  let rest = pattern.replace(/^\^/, '').replace(/\$$/, '')
  const pieces: Piece[] = []
  while (rest !== '') {
    const match = token.exec(rest)
    const characters = match?.groups === undefined ? '' : charactersOf(match.groups)
    if (match === null || characters === '') return undefined
    pieces.push({ characters, times: timesOf(match.groups ?? {}) })
    rest = rest.slice(match[0].length)
  }
  if (open) pieces.push({ characters: classes['d'] as string, times: openTimes })
  const make = (random: Random) => pieces.map((piece) => makePiece(piece, random)).join('')
  return new RegExp(pattern, 'u').test(make(() => 0)) ? make : undefined
}

function makePiece({ characters, times }: Piece, random: Random): string {
  return Array.from({ length: times }, () => characters[Math.floor(random() * characters.length)]).join('')
}

type Groups = Readonly<Record<string, string | undefined>>

function charactersOf({ set, escaped, literal }: Groups): string {
  if (literal !== undefined) return literal
  if (escaped !== undefined) return classes[escaped] ?? (/\w/.test(escaped) ? '' : escaped)
  return (set ?? '').replaceAll(/\\(.)|(.)-(.)/g, (_, one: string | undefined, from: string, to: string) =>
    one === undefined ? range(from, to) : (classes[one] ?? one),
  )
}

function range(from: string, to: string): string {
  const [first, last] = [from.charCodeAt(0), to.charCodeAt(0)]
  return String.fromCharCode(...Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index))
}

function timesOf({ count, from, open, to }: Groups): number {
  if (count === undefined) return 1
  if (count === '?') return 0
  if (from === undefined) return openTimes
  const least = Number(from)
  if (open === undefined) return least
  return to === undefined || to === '' ? Math.max(least, openTimes) : Math.min(Number(to), Math.max(least, openTimes))
}
