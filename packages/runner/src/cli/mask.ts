/** Shorter values are no keys, and would tear holes into every text. */
const SHORTEST = 4

/** Takes secrets out of everything that is printed: the one place that every printer passes through. */
export class SecretMask {
  readonly #secrets = new Set<string>()

  hide(secret: string): void {
    if (secret.length < SHORTEST) return
    this.#secrets.add(secret)
    this.#secrets.add(encodeURIComponent(secret))
    this.#secrets.add(JSON.stringify(secret).slice(1, -1))
  }

  mask(text: string): string {
    let masked = text
    for (const secret of this.#secrets) masked = masked.replaceAll(secret, '***')
    return masked
  }
}
