/** Remembers deliveries, so that none is handled twice. Replace it by one that all processes of a service share. */
export type NonceStore = {
  /** Takes a nonce until `untilMs` (Unix milliseconds); false when it is taken already. */
  claim(nonce: string, untilMs: number): boolean | Promise<boolean>
  /** Gives a nonce back: its delivery was not handled, and may come again. */
  release(nonce: string): void | Promise<void>
}

/** A store within this process. It holds what came within the tolerance, and no more than `most` of them. */
export const memoryNonceStore = ({
  most = 100_000,
  now = Date.now,
}: {
  readonly most?: number
  readonly now?: () => number
} = {}): NonceStore => {
  const taken = new Map<string, number>()
  const forget = () => {
    for (const [nonce, untilMs] of taken) {
      if (untilMs > now() && taken.size < most) break
      taken.delete(nonce)
    }
  }
  return {
    claim: (nonce, untilMs) => {
      if ((taken.get(nonce) ?? 0) > now()) return false
      forget()
      taken.set(nonce, untilMs)
      return true
    },
    release: (nonce) => {
      taken.delete(nonce)
    },
  }
}
