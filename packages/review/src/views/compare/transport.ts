import { signal } from '@preact/signals'

/** What keys can do to the clips that play as one, while they are on the page. */
export const transport = signal<{ toggle(): void; step(seconds: number): void } | undefined>(undefined)
