import type { Output } from '../show/text/output.ts'

/** What a verb may touch of the process it runs in. Tests give their own. */
export type VerbContext = {
  /** Absolute. Paths of the command line are relative to it. */
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** Data: what another program may read. */
  readonly stdout: Output
  /** Words for a person, whenever stdout is data; problems always. */
  readonly stderr: Output
  /** Whether colour may be used in what is written to stdout and stderr. */
  readonly color: boolean
  /** Aborts when the user asks to stop (first Ctrl-C). The second one ends the process. */
  readonly signal: AbortSignal
  /** Takes a secret out of everything that is written from now on. */
  hide(secret: string): void
  /** A text without those secrets, for what is written elsewhere than to stdout and stderr. */
  mask(text: string): string
  /** Asks a question that is answered with yes or no; absent where nobody is there to answer. */
  readonly ask?: (question: string) => Promise<boolean>
  /** Asks for a line of text; empty when there is no answer. Absent where nobody is there to give one. */
  readonly prompt?: (question: string) => Promise<string>
}

/** A positional argument, as in `[manifest]` or `<operation>`. */
export type VerbArgument = { readonly flags: string; readonly description: string; readonly choices?: readonly string[] }

/** An option, with commander's flags: `-n, --name <value>`, `--no-color`. */
export type VerbOption = {
  readonly flags: string
  readonly description: string
  readonly choices?: readonly string[]
  readonly default?: string | number | boolean | readonly string[]
  /**
   * May be given several times, or with several values between commas: its value is a list. (Not commander's `<job...>`, which would take
   * the manifest that follows for one more job.)
   */
  readonly list?: true
  /** The same for values that hold commas themselves: one each time it is given. */
  readonly repeatable?: true
  /** Makes the option's value of its text; throws a `UsageError` for a text that is none. */
  readonly parse?: (text: string) => unknown
}

/** Values of a verb's options, by their camel-case name (`--keep-going` -> `keepGoing`). */
export type VerbOptions = Readonly<Record<string, unknown>>

/** What a verb is for. */
export type VerbGroup = 'begin' | 'render' | 'results' | 'providers' | 'help'

/** One verb of the command: what its help says, and what it does. */
export type Verb = {
  readonly name: string
  /** The heading it stands under in the list of verbs. */
  readonly group: VerbGroup
  /** One line, for the list of verbs. */
  readonly summary: string
  readonly arguments?: readonly VerbArgument[]
  readonly options?: readonly VerbOption[]
  /** Whether options the verb does not declare are handed on in `args` as they stand (`call` makes fields of them). */
  readonly passThrough?: boolean
  /** Left out of help and completion: other programs ask it. */
  readonly isHidden?: true
  /** Command lines with what they do, shown in the verb's help. */
  readonly examples?: readonly { readonly command: string; readonly does: string }[]
  /**
   * Does it. Returns the exit status; throws what went wrong, which `main` prints.
   * @param args the positional arguments, in order; missing optional ones are left out
   */
  run(context: VerbContext, args: readonly string[], options: VerbOptions): Promise<number>
}
