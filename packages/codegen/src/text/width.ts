import { createRequire } from 'node:module'
import { stripVTControlCharacters } from 'node:util'
import type * as StringWidth from 'string-width'

const require = createRequire(import.meta.url)

let stringWidth: typeof StringWidth.default | undefined
let segmenter: Intl.Segmenter | undefined

/** Text in which each character takes one column. */
const ASCII = /^[ -~]*$/

/**
 * The width of a text on a terminal, in columns: colours count nothing, wide characters two, accents after their letter nothing.
 *
 * `string-width` is loaded only for text that is not ASCII, because its rules for Unicode take 15 ms to load.
 */
export function widthOf(text: string): number {
  const plain = text.includes('\u001B') ? stripVTControlCharacters(text) : text
  if (ASCII.test(plain)) return plain.length
  stringWidth ??= (require('string-width') as typeof StringWidth).default
  return stringWidth(plain)
}

/** The beginning of a text that fits into `columns`. Never cuts a character that consists of several code points. */
export function headOf(text: string, columns: number): string {
  return taken(charactersOf(text), columns).join('')
}

/** The end of a text that fits into `columns`. */
export function tailOf(text: string, columns: number): string {
  return taken(charactersOf(text).toReversed(), columns).toReversed().join('')
}

function taken(characters: readonly string[], columns: number): readonly string[] {
  let room = columns
  const end = characters.findIndex((character) => (room -= widthOf(character)) < 0)
  return end === -1 ? characters : characters.slice(0, end)
}

function charactersOf(text: string): readonly string[] {
  if (ASCII.test(text)) return [...text]
  segmenter ??= new Intl.Segmenter()
  return Array.from(segmenter.segment(text), ({ segment }) => segment)
}
