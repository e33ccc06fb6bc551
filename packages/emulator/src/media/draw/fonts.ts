import { createRequire } from 'node:module'
import { GlobalFonts } from '@napi-rs/canvas'

const family = 'Shotlist Card'
const scripts = ['latin', 'latin-ext', 'cyrillic', 'greek', 'vietnamese']
let registered = false

/**
 * A CSS font. The letters come with the package (Noto Sans), because a bare machine has no fonts at all; scripts it lacks are taken from
 * the machine's fonts, and show as boxes where there are none.
 */
export function font(sizePx: number): string {
  if (!registered) register()
  return `600 ${sizePx}px "${family}", sans-serif`
}

function register(): void {
  const require = createRequire(import.meta.url)
  for (const script of scripts)
    GlobalFonts.registerFromPath(require.resolve(`@fontsource/noto-sans/files/noto-sans-${script}-600-normal.woff2`), family)
  registered = true
}
