export { createPaint, type Paint } from './paint.ts'
export { visible } from './visible.ts'
export { headOf, tailOf, widthOf } from './width.ts'
export { hanging, wrap } from './wrap.ts'
