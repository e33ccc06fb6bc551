import { styleText } from 'node:util'

type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan'

/** Adds a style to a text if colour is used. */
export type Paint = (style: Style, text: string) => string

/** Makes a `Paint`. The caller knows whether colour may be used. */
export function createPaint(color: boolean): Paint {
  return color ? (style, text) => styleText(style, text, { validateStream: false }) : (_, text) => text
}
