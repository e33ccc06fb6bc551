/** What an error code means, for the person who sees it. */
export type Explanation = {
  /** What happened and why, in one or two sentences. */
  readonly meaning: string
  readonly remedy: string
  /** The exit status of a command that this error ends; absent: 1. */
  readonly exit?: 'usage' | 'budget' | 'decision' | 'auth'
}

export type Explanations = Readonly<Record<string, Explanation>>
