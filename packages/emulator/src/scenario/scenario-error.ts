/** Invalid options or faults; the message says which and what is allowed. */
export class ScenarioError extends Error {
  override readonly name = 'ScenarioError'
  readonly code = 'EMULATOR_SCENARIO'
  /** One line for each mistake. */
  readonly mistakes: readonly string[]

  constructor(what: string, mistakes: readonly string[]) {
    super(`${what}:\n${mistakes.map((mistake) => `  ${mistake}`).join('\n')}`)
    this.mistakes = mistakes
  }
}
