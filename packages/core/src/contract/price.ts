import type { Scalar } from './expression.ts'

/** A test on a request's fields (absent fields have their default): all named fields must match. `min` and `max` are inclusive. */
export type When = Readonly<
  Record<string, Scalar | readonly Scalar[] | { readonly min?: number; readonly max?: number } | { readonly present: boolean }>
>

/**
 * What a request costs, in the provider's unit, as an expression over the request's own fields.
 *
 * - a number: that many units;
 * - `field`: the number in that field;
 * - `by` + `of`: a table, looked up by the fields' values one after another (`of[model][quality]`);
 * - `first`: the first entry whose `when` matches; if none does, the price is unknown;
 * - `sum`, `product`, `ceil`, `divide`: arithmetic (`divide` is a pair: dividend, divisor);
 * - `bytes`: the length of a text field in UTF-8 bytes;
 * - `seconds`: the length of the media that a field names, or of all media in it: unless the caller passes it, `at_most` counts, and without
 *   one it is unknown;
 * - `unpublished`: the provider publishes no price; the text says what is known.
 */
export type Price =
  | number
  | { readonly field: string }
  | { readonly by: readonly string[]; readonly of: PriceTable }
  | { readonly first: readonly { readonly when?: When; readonly price: Price }[] }
  | { readonly sum: readonly Price[] }
  | { readonly product: readonly Price[] }
  | { readonly divide: readonly [Price, Price] }
  | { readonly ceil: Price }
  | { readonly bytes: string }
  | { readonly seconds: string; readonly at_most?: number }
  | { readonly unpublished: string }

/** Nested by the values of `by`, in order. */
export type PriceTable = { readonly [value: string]: number | PriceTable }
