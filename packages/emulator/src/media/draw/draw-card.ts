import { type Canvas, createCanvas, type SKRSContext2D } from '@napi-rs/canvas'
import type { ImageSpec } from '../../tasks/media-maker.ts'
import { font } from './fonts.ts'
import { hash, paletteOf } from './palette.ts'
import { clampLines, wrapText } from './wrap-text.ts'

/** A row across the whole picture that has nothing in it but the mark that moves: its upper edge and height, in pixels. */
export type Strip = { readonly top: number; readonly height: number; readonly filled: number }

/** More of a prompt cannot be read in a clip anyway. */
const longestText = 700
const lineHeight = 1.25
/** Sizes of the prompt, as parts of the picture's shorter side, tried until it fits. */
const textSizes = [0.11, 0.085, 0.066, 0.052, 0.042]

/** A card with the prompt and its notes, for people. `strip` is left to the moving mark, and begins `filled` pixels wide. */
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

/** Draws the notes above the box's bottom and says where they begin. */
function drawNotes(context: SKRSContext2D, notes: string, box: Box): number {
  const size = Math.max(8, Math.round(box.side * 0.04))
  context.font = font(size)
  context.fillStyle = box.colour
  const lines = clampLines(
    wrapText(notes, box.width - 2 * box.margin, (text) => context.measureText(text).width),
    3,
  )
  const top = box.bottom - lines.length * size * lineHeight
  drawLines(context, lines, { x: box.margin, top, size })
  return top
}

/** Draws the prompt at the largest size it fits in; what does not fit at the smallest is cut. */
function drawPrompt(context: SKRSContext2D, prompt: string, box: Box): void {
  const text = prompt.length > longestText ? `${prompt.slice(0, longestText)}…` : prompt
  const space = box.bottom - box.margin
  for (const part of textSizes) {
    const size = Math.max(9, Math.round(box.side * part))
    context.font = font(size)
    const lines = wrapText(text, box.width - 2 * box.margin, (piece) => context.measureText(piece).width)
    const fitting = Math.floor(space / (size * lineHeight))
    if (lines.length > fitting && part !== textSizes.at(-1)) continue
    context.fillStyle = box.colour
    drawLines(context, clampLines(lines, fitting), { x: box.margin, top: box.margin, size })
    return
  }
}

function drawLines(context: SKRSContext2D, lines: readonly string[], at: { x: number; top: number; size: number }): void {
  context.textBaseline = 'top'
  for (const [index, line] of lines.entries()) context.fillText(line, at.x, at.top + index * at.size * lineHeight)
}
