/**
 * How a vendor is tried whose folder has a document: `described.ts` in its folder exports one. Everything about its API is in the document.
 */
export type DescribedVendor = {
  /** What each of the common jobs does. `prompt` names the field that gets the name of the job. */
  readonly job: { readonly uses: string; readonly prompt: string; readonly fields: string }
  /** More jobs, of other operations and fields. The prompt of each is its name. */
  readonly others: Readonly<Record<string, string>>
  /** The price of `clip`, which is a common job, and of each other job, in the vendor's units and as its page says. */
  readonly prices: Readonly<Record<string, number>>
  /** What becomes of a submission whose response is lost. */
  readonly lost: 'repeated' | 'found' | 'uncertain'
  /** Right calls of the typed client, and a wrong one with the compiler's error. */
  readonly calls: { readonly good: readonly string[]; readonly bad: string; readonly error: RegExp }
}
