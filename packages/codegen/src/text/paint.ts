import { styleText } from 'node:util'

type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan'

/** Puts a style on a text, or leaves it as it is. */
export type Paint = (style: Style, text: string) => string

/** Paints where colour may be used. Whether it may is the caller's to know: the stream is not asked again. */
export function createPaint(color: boolean): Paint {
  return color ? (style, text) => styleText(style, text, { validateStream: false }) : (_, text) => text
}
