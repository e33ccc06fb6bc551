import { createRequire } from 'node:module'
import { type Canvas, createCanvas, GlobalFonts, type SKRSContext2D } from '@napi-rs/canvas'
import type { ImageSpec } from '../tasks/media.ts'

/** A row across the whole picture that contains only the moving mark: its upper edge and height in pixels. */
export type Strip = { readonly top: number; readonly height: number; readonly filled: number }

/** A longer prompt is not readable in a clip. */
const LONGEST_TEXT = 700
const LINE_HEIGHT = 1.25
/** Font sizes of the prompt as fractions of the picture's shorter side, tried until the text fits. */
const TEXT_SIZES = [0.11, 0.085, 0.066, 0.052, 0.042]

/** Draws a card with the prompt and its notes. `strip` is kept free for the moving mark, which is `filled` pixels wide at first. */
export function drawCard(spec: ImageSpec, strip?: Strip): Canvas {
  const { width, height } = spec
  const canvas = createCanvas(width, height)
  const context = canvas.getContext('2d')
  const colours = paletteOf(`${spec.prompt}\n${spec.notes.join('\n')}`)
  context.fillStyle = colours.background
  context.fillRect(0, 0, width, height)
  context.fillStyle = colours.shape
  context.beginPath()
  context.arc((hash(spec.prompt) % 100) * 0.01 * width, height * 0.2, Math.min(width, height) * 0.45, 0, 2 * Math.PI)
  context.fill()

  const side = Math.min(width, height)
  const margin = Math.max(3, Math.round(side * 0.06))
  const bottom = (strip?.top ?? height) - margin
  const notes = [...spec.notes, `${width} x ${height}`].join('  ·  ')
  const notesTop = drawNotes(context, notes, { margin, bottom, width, side, colour: colours.faint })
  drawPrompt(context, spec.prompt, { margin, bottom: notesTop, width, side, colour: colours.text })

  if (strip !== undefined) {
    context.fillStyle = colours.track
    context.fillRect(0, strip.top, width, height - strip.top)
    context.fillStyle = colours.mark
    context.fillRect(0, strip.top, strip.filled, strip.height)
  }
  return canvas
}

type Box = { readonly margin: number; readonly bottom: number; readonly width: number; readonly side: number; readonly colour: string }

/** Draws the notes above the bottom of the box. Returns the upper edge of the text. */
function drawNotes(context: SKRSContext2D, notes: string, box: Box): number {
  const size = Math.max(8, Math.round(box.side * 0.04))
  context.font = font(size)
  context.fillStyle = box.colour
  const lines = clampLines(
    wrapText(notes, box.width - 2 * box.margin, (text) => context.measureText(text).width),
    3,
  )
  const top = box.bottom - lines.length * size * LINE_HEIGHT
  drawLines(context, lines, { x: box.margin, top, size })
  return top
}

/** Draws the prompt at the largest size that fits. At the smallest size, text that does not fit is cut. */
function drawPrompt(context: SKRSContext2D, prompt: string, box: Box): void {
  const text = prompt.length > LONGEST_TEXT ? `${prompt.slice(0, LONGEST_TEXT)}…` : prompt
  const space = box.bottom - box.margin
  for (const part of TEXT_SIZES) {
    const size = Math.max(9, Math.round(box.side * part))
    context.font = font(size)
    const lines = wrapText(text, box.width - 2 * box.margin, (piece) => context.measureText(piece).width)
    const fitting = Math.floor(space / (size * LINE_HEIGHT))
    if (lines.length > fitting && part !== TEXT_SIZES.at(-1)) continue
    context.fillStyle = box.colour
    drawLines(context, clampLines(lines, fitting), { x: box.margin, top: box.margin, size })
    return
  }
}

function drawLines(context: SKRSContext2D, lines: readonly string[], at: { x: number; top: number; size: number }): void {
  context.textBaseline = 'top'
  for (const [index, line] of lines.entries()) context.fillText(line, at.x, at.top + index * at.size * LINE_HEIGHT)
}

const FAMILY = 'Shotlist Card'
const SCRIPTS = ['latin', 'latin-ext', 'cyrillic', 'greek', 'vietnamese']
let registered = false

/**
 * A CSS font. The package includes the font (Noto Sans), because a minimal machine has none. Scripts that it lacks use the machine's fonts,
 * and show as boxes if there are none.
 */
function font(sizePx: number): string {
  if (!registered) register()
  return `600 ${sizePx}px "${FAMILY}", sans-serif`
}

function register(): void {
  const require = createRequire(import.meta.url)
  for (const script of SCRIPTS)
    GlobalFonts.registerFromPath(require.resolve(`@fontsource/noto-sans/files/noto-sans-${script}-600-normal.woff2`), FAMILY)
  registered = true
}

type Palette = {
  readonly background: string
  readonly shape: string
  readonly text: string
  readonly faint: string
  readonly track: string
  readonly mark: string
}

/** Picks colours from a hash of the text, so that cards of different requests are easy to tell apart. */
function paletteOf(text: string): Palette {
  const hue = hash(text) % 360
  return {
    background: `hsl(${hue} 38% 20%)`,
    shape: `hsl(${(hue + 40) % 360} 42% 27%)`,
    text: '#ffffff',
    faint: `hsl(${hue} 30% 82%)`,
    track: `hsl(${hue} 30% 12%)`,
    mark: `hsl(${(hue + 150) % 360} 80% 62%)`,
  }
}

/** FNV-1a, 32 bit. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193)
  return value >>> 0
}

/** Measures the width of a text in pixels. */
type Measure = (text: string) => number

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** Breaks a text into lines of at most `width`: between words, or inside a word that is wider than a line (or a script without spaces). */
export function wrapText(text: string, width: number, measure: Measure): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/\s+/).filter((part) => part !== '')) {
    const longer = line === '' ? word : `${line} ${word}`
    if (measure(longer) <= width) {
      line = longer
      continue
    }
    if (line !== '') lines.push(line)
    const pieces = breakWord(word, width, measure)
    line = pieces.pop() ?? ''
    lines.push(...pieces)
  }
  return line === '' ? lines : [...lines, line]
}

/** The first `count` lines. The last one ends with an ellipsis if lines were left out. */
export function clampLines(lines: readonly string[], count: number): string[] {
  const kept = lines.slice(0, Math.max(1, count))
  if (kept.length < lines.length) kept.push(`${kept.pop()?.replace(/.{0,2}$/u, '') ?? ''}…`)
  return kept
}

function breakWord(word: string, width: number, measure: Measure): string[] {
  if (measure(word) <= width) return [word]
  const pieces: string[] = []
  let piece = ''
  for (const { segment } of graphemes.segment(word)) {
    if (piece !== '' && measure(piece + segment) > width) {
      pieces.push(piece)
      piece = ''
    }
    piece += segment
  }
  return [...pieces, piece]
}
