import { pointerSegments } from '../json/pointer.ts'

/** A JSON pointer as people write it: `images[0].img_id`. */
export const fieldName = (pointer: string): string =>
  pointerSegments(pointer)
    .map((segment) => (/^\d+$/.test(segment) ? `[${segment}]` : `.${segment}`))
    .join('')
    .replace(/^\./, '') || 'the input'
