/**
 * How long to wait after the `attempt`th try (from 1): between half and all of a bound that doubles with each try, so that clients that
 * failed together do not come back together.
 */
export const backoffMs = (
  attempt: number,
  { baseMs, maxMs, random }: { readonly baseMs: number; readonly maxMs: number; readonly random: () => number },
): number => Math.min(maxMs, baseMs * 2 ** (attempt - 1)) * (0.5 + random() / 2)
