/**
 * How a vendor is tried whose folder has a document: `described.ts` in its folder exports one. Everything about its API is in the document.
 */
export type DescribedVendor = {
  /** What each of the common jobs does. `prompt` names the field that gets the name of the job. */
  readonly job: {
    readonly uses: string
    readonly prompt: string
    readonly fields: string
    /** Width and height of the pictures, for a field of a picture: its name is then the prompt. */
    readonly picture?: readonly [width: number, height: number]
  }
  /** More jobs, of other operations and fields. The prompt of each is its name. */
  readonly others: Readonly<Record<string, string>>
  /** The files of `clip`, and of each other job, below the output folder, if there are jobs with several. */
  readonly files?: Readonly<Record<string, readonly string[]>>
  /**
   * The price of `clip`, which is a common job, and of each other job, in the vendor's units and as its page says. Other common jobs cost as much
   * as `clip`, unless they are listed.
   */
  readonly prices: Readonly<Record<string, number>>
  /** The class of the failure of forbidden work. Default: moderation. */
  readonly forbidden?: string
  /** For a vendor without tasks: what a submission is answered with. */
  readonly answers?: 'audio'
  /** What becomes of a submission whose response is lost. `listed`: it is uncertain, and the list of recent tasks offers its task. */
  readonly lost: 'repeated' | 'found' | 'listed' | 'uncertain'
  /** Right calls of the typed client, and a wrong one with the compiler's error. */
  readonly calls: { readonly good: readonly string[]; readonly bad: string; readonly error: RegExp }
}
