import { wrap } from '@shotlist/codegen/text'
import type { Paint } from '../../../../show/text/output.ts'

export type TextOptions = {
  readonly paint: Paint
  /** The length of lines, in characters. */
  readonly width: number
  /** The terminal's width; undefined if it is not a terminal: tables have any width. */
  readonly columns: number | undefined
}

/** A heading with its body, or nothing if the body is empty. */
export function section(title: string, body: string, { paint }: TextOptions): string {
  return body === '' ? '' : `\n${paint('bold', title)}\n${body}`
}

/** A text, wrapped and indented. Backticks are kept to mark names. */
export function paragraph(text: string, { width }: TextOptions, indent = 2): string {
  const lines = wrap(text, Math.max(20, width - indent))
  return lines.map((line) => (line === '' ? '\n' : `${' '.repeat(indent)}${line}\n`)).join('')
}

/** A list with bullets; wrapped lines are indented. */
export function bullets(texts: readonly string[], { width }: TextOptions): string {
  return texts
    .map((text) =>
      wrap(text, Math.max(20, width - 4))
        .map((line, index) => `  ${index === 0 ? '- ' : '  '}${line}\n`)
        .join(''),
    )
    .join('')
}
