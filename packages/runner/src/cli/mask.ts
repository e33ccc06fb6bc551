import { type Mask, maskOf } from '@shotlist/core'

/** Takes secrets out of everything that is printed: the one place that every printer passes through. */
export class SecretMask {
  readonly #secrets = new Set<string>()
  #mask: Mask = (text) => text

  hide(secret: string): void {
    if (this.#secrets.has(secret)) return
    this.#secrets.add(secret)
    this.#mask = maskOf(...this.#secrets)
  }

  mask(text: string): string {
    return this.#mask(text)
  }
}
