import { createRequire } from 'node:module'
import { stripVTControlCharacters } from 'node:util'
import type * as StringWidth from 'string-width'

const require = createRequire(import.meta.url)

let stringWidth: typeof StringWidth.default | undefined
let segmenter: Intl.Segmenter | undefined

/** Text in which each character takes one column. */
const ASCII = /^[ -~]*$/

/**
 * How many columns a text takes on a terminal: what colours it takes none, an emoji or a Chinese character two, an accent after its letter none.
 *
 * Most text is ASCII. The library is loaded for other text only: the rules by which Unicode is cut into characters take 15 ms to load.
 */
export function widthOf(text: string): number {
  const plain = text.includes('\u001B') ? stripVTControlCharacters(text) : text
  if (ASCII.test(plain)) return plain.length
  stringWidth ??= (require('string-width') as typeof StringWidth).default
  return stringWidth(plain)
}

/** As much of a text's beginning as so many columns have room for. What a terminal shows as one character stays whole. */
export function headOf(text: string, columns: number): string {
  return taken(charactersOf(text), columns).join('')
}

/** The same of its end. */
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
