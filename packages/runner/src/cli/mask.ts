import { type Mask, maskOf } from '@shotlist/core'

/** Takes secrets out of everything that is printed: the one place that every printer passes through. */
export class SecretMask {
  readonly #masks = new Map<string, Mask>()

  hide(secret: string): void {
    if (!this.#masks.has(secret)) this.#masks.set(secret, maskOf(secret))
  }

  mask(text: string): string {
    let masked = text
    for (const mask of this.#masks.values()) masked = mask(masked)
    return masked
  }
}
