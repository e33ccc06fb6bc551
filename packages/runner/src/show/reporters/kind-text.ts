/** `(moderation, 500063)`: the class of a failure and its code, once where both say the same. */
export const kindText = ({ class: kind, code }: { readonly class: string; readonly code: string }): string =>
  kind === code ? `(${kind})` : `(${kind}, ${code})`
