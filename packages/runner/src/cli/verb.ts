import type { Output } from '../show/text/output.ts'

/** A `.env` file. */
export type EnvFile = {
  /** Its path, relative to the current folder. */
  readonly name: string
  readonly values: Readonly<Record<string, string | undefined>>
  /** Why it could not be read. */
  readonly problem?: string
  /** Whether it holds secrets and is tracked by git. */
  readonly isTracked: boolean
}

/** What a verb uses of its process. Tests pass their own. */
export type VerbContext = {
  /** Absolute. Paths of the command line are relative to it. */
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** The `.env` beside the manifest, from which only keys are read. Absent if there is none, or if the verb reads no keys. */
  readonly envFile?: EnvFile
  /** Data for other programs, or text if there is no data. */
  readonly stdout: Output
  /** Text for people if stdout is data; errors and warnings always. */
  readonly stderr: Output
  /** Whether stdout and stderr may have colour. */
  readonly color: boolean
  /** Aborts at the first Ctrl-C. The second one ends the process. */
  readonly signal: AbortSignal
  /** Masks a secret in all further output. */
  hide(secret: string): void
  /** A text without those secrets, for output other than stdout and stderr. */
  mask(text: string): string
  /** Asks a yes-or-no question; absent if there is no terminal. */
  readonly ask?: (question: string) => Promise<boolean>
  /** Asks for a line of text; returns an empty one if the user gives none. Absent if there is no terminal. */
  readonly prompt?: (question: string) => Promise<string>
}

/** A positional argument: `[manifest]` or `<operation>`. */
export type VerbArgument = { readonly flags: string; readonly description: string; readonly choices?: readonly string[] }

/** An option, with commander's flags: `-n, --name <value>`, `--no-color`. */
export type VerbOption = {
  readonly flags: string
  readonly description: string
  readonly choices?: readonly string[]
  readonly default?: string | number | boolean | readonly string[]
  /**
   * Can be given several times, or with several values separated by commas: its value is a list. (Not commander's `<job...>`, which would
   * read the manifest that follows as one more job.)
   */
  readonly list?: true
  /** The same for values that contain commas: one value each time it is given. */
  readonly repeatable?: true
  /** Parses the option's text; throws a `UsageError` if it is not valid. */
  readonly parse?: (text: string) => unknown
}

/** Values of a verb's options, by their camel-case name (`--keep-going` -> `keepGoing`). */
export type VerbOptions = Readonly<Record<string, unknown>>

/** The group of a verb in the help. */
export type VerbGroup = 'begin' | 'render' | 'results' | 'providers' | 'help'

/** One verb of the command: its help and its action. */
export type Verb = {
  readonly name: string
  /** Its heading in the list of verbs. */
  readonly group: VerbGroup
  /** One line, for the list of verbs. */
  readonly summary: string
  readonly arguments?: readonly VerbArgument[]
  readonly options?: readonly VerbOption[]
  /** Whether undeclared options are passed on in `args` unchanged (`call` reads them as fields). */
  readonly passThrough?: boolean
  /** Left out of help and completion, because only programs use it. */
  readonly isHidden?: true
  /** Example command lines with their effects, shown in the verb's help. */
  readonly examples?: readonly { readonly command: string; readonly does: string }[]
  /**
   * Runs the verb. Returns the exit status; `runCommand` prints what it throws.
   * @param args the positional arguments, in order, without missing optional ones
   */
  run(context: VerbContext, args: readonly string[], options: VerbOptions): Promise<number>
}
