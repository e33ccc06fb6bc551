/** CSS colours of a card. */
export type Palette = {
  readonly background: string
  readonly shape: string
  readonly text: string
  readonly faint: string
  readonly track: string
  readonly mark: string
}

/** Colours that tell one request from another at a glance: the same text always gives the same ones. */
export function paletteOf(text: string): Palette {
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
export function hash(text: string): number {
  let value = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193)
  return value >>> 0
}
