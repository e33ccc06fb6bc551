import { patternText } from '../responses/sample.ts'
import type { Random } from '../scenario/random.ts'

/** The shape of an id. */
export type IdShape =
  | { readonly type: 'integer' }
  | { readonly type: 'uuid' }
  | { readonly type: 'text'; readonly prefix: string; readonly characters: string; readonly length: number }
  | { readonly type: 'made'; readonly make: (random: Random) => string }

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** The shape of an example id or of its pattern; without both, text. */
export function idShape(example: unknown, integer: boolean, pattern?: string): IdShape {
  if (integer || typeof example === 'number' || typeof example === 'bigint') return { type: 'integer' }
  const text = typeof example === 'string' ? example : ''
  if (UUID.test(text)) return { type: 'uuid' }
  if (/^\d{6,}$/.test(text)) return { type: 'integer' }
  const make = pattern === undefined ? undefined : patternText(pattern)
  if (make !== undefined) return { type: 'made', make }
  return textLike(text)
}

/** The least length of the part of an id that changes: shorter ones might repeat. */
const LEAST_LENGTH = 12

const SETS = { hex: 'abcdef0123456789', lower: 'abcdefghijklmnopqrstuvwxyz', upper: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', digits: '0123456789' }

/** Texts with the same beginning as the example, and the same kind of characters behind its last separator. */
function textLike(example: string): IdShape {
  const tail = /[A-Za-z0-9]*$/.exec(example)?.[0] ?? ''
  const prefix = example.slice(0, example.length - tail.length)
  return { type: 'text', prefix, characters: charactersLike(tail), length: tail === '' ? 20 : Math.max(LEAST_LENGTH, tail.length) }
}

function charactersLike(tail: string): string {
  if (/^[a-f0-9]*$/.test(tail)) return SETS.hex
  const { lower, upper, digits } = SETS
  return `${/[a-z]/.test(tail) ? lower : ''}${/[A-Z]/.test(tail) ? upper : ''}${digits}`
}

/** Creates ids that never repeat; the same seed gives the same ids. */
export class IdMint {
  readonly #random: Random
  #next: bigint

  /** `big`: integers are above 2^53, where doubles round. `next`: the value at which an earlier mint stopped. */
  constructor(random: Random, big: boolean, next?: string) {
    this.#random = random
    const first = big ? 627_410_861_853_514_293n : 317_982_208_110_209n
    const stopped = next === undefined ? first : BigInt(next)
    this.#next = stopped > first ? stopped : first
  }

  /** The value from which another mint can continue. */
  get next(): string {
    return this.#next.toString()
  }

  mint(shape: IdShape): string {
    if (shape.type === 'integer') {
      // An even step keeps odd ids odd. Doubles round odd numbers above 2^53, so a client that rounds is noticed.
      this.#next += 2n * BigInt(1 + Math.floor(this.#random() * 4_999))
      return this.#next.toString()
    }
    if (shape.type === 'made') return shape.make(this.#random)
    if (shape.type === 'text') {
      const { prefix, characters, length } = shape
      return `${prefix}${Array.from({ length }, () => characters[Math.floor(this.#random() * characters.length)]).join('')}`
    }
    const hex = Array.from({ length: 32 }, () => Math.floor(this.#random() * 16).toString(16)).join('')
    const variant = ((Number.parseInt(hex[16] as string, 16) & 3) | 8).toString(16)
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`
  }
}
