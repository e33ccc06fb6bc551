import { wrap } from '@shotlist/codegen/text'
import type { Paint } from '../../../show/text/output.ts'

export type TextOptions = {
  readonly paint: Paint
  /** Characters a line may have. */
  readonly width: number
  /** The terminal's width; absent where it is none: tables are then as wide as they are. */
  readonly columns: number | undefined
}

/** A headline with its lines below, or nothing where there are none. */
export function section(title: string, body: string, { paint }: TextOptions): string {
  return body === '' ? '' : `\n${paint('bold', title)}\n${body}`
}

/** A text, wrapped and set in. Markdown's backticks are kept: they mark names well enough. */
export function paragraph(text: string, { width }: TextOptions, indent = 2): string {
  const lines = wrap(text, Math.max(20, width - indent))
  return lines.map((line) => (line === '' ? '\n' : `${' '.repeat(indent)}${line}\n`)).join('')
}

/** Lines with a mark before each, wrapped under themselves. */
export function bullets(texts: readonly string[], { width }: TextOptions): string {
  return texts
    .map((text) =>
      wrap(text, Math.max(20, width - 4))
        .map((line, index) => `  ${index === 0 ? '- ' : '  '}${line}\n`)
        .join(''),
    )
    .join('')
}
