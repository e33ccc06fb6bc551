/** Options or faults that make no sense; says which and what would. */
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
