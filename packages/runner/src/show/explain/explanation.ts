/** What a code of an error means, for whoever met it. */
export type Explanation = {
  /** What has happened, one or two sentences. */
  readonly meaning: string
  /** What to do about it. */
  readonly remedy: string
  /** The exit status of the command when this ends it; absent: that of any failure. */
  readonly exit?: 'usage' | 'budget' | 'decision' | 'auth'
}

/** By code. */
export type Explanations = Readonly<Record<string, Explanation>>
