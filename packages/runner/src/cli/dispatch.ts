import { defined } from '@shotlist/codegen/defined'
import { suggest } from '@shotlist/codegen/suggest'
import { hanging } from '@shotlist/codegen/text'
import { Argument, Command, CommanderError, Option } from 'commander'
import { UsageError } from '../errors/input-errors.ts'
import { EXIT } from './exit-status.ts'
import { printFailure } from './print-failure.ts'
import { warnAboutEnvFile, withEnvFile } from './project/env-file.ts'
import type { Verb, VerbArgument, VerbContext, VerbGroup, VerbOption } from './verb.ts'
import { VERBS } from './verbs.ts'

const STATUSES =
  '0 done, 1 a job failed, 2 wrong manifest or usage, 3 over budget, 4 a decision is needed, 5 API key missing or refused, 130 interrupted.'

const VERSION_FLAGS: ReadonlySet<string | undefined> = new Set(['-V', '--version'])

/**
 * Parses a command line and runs its verb. Returns the exit status.
 *
 * @throws what the verb throws; {UsageError} the verb is unknown
 */
export async function dispatch(argv: readonly string[], context: VerbContext, version: string): Promise<number> {
  try {
    return await runVerb(argv, context, version)
  } catch (error) {
    if (error instanceof CommanderError) return statusOfCommander(error, context)
    throw error
  }
}

async function runVerb(argv: readonly string[], context: VerbContext, version: string): Promise<number> {
  let status: number = EXIT.done
  const program = programOf(context, version)
  const named = argv.find((word) => !word.startsWith('-'))
  const load = named !== undefined && Object.hasOwn(VERBS, named) ? VERBS[named] : undefined
  if (named !== undefined && named !== 'help' && load === undefined) throw unknownVerb(named)
  const explained = named === 'help' ? argv[argv.indexOf('help') + 1] : undefined
  if (explained !== undefined && !explained.startsWith('-') && explained !== 'help' && !Object.hasOwn(VERBS, explained))
    throw unknownVerb(explained)
  // Only help needs all verbs; `--version` needs none.
  const loads = load !== undefined ? [load] : VERSION_FLAGS.has(argv[0]) ? [] : Object.values(VERBS)
  const verbs = await Promise.all(loads.map((each) => each()))
  for (const verb of verbs) {
    commandOf(program, verb, context.stdout.columns).action(async (...given: unknown[]) => {
      const command = given.at(-1) as Command
      if (!verb.passThrough && command.args.some((arg) => arg?.trim() === ''))
        throw new UsageError('an argument is empty', { hint: 'Perhaps a shell variable in the command line has no value.' })
      const args = verb.passThrough ? command.args : definedArgs(command)
      const equipped = withEnvFile(context, verb, { args, options: command.opts() })
      // \`doctor\` lists the same as its own lines.
      if (verb.name !== 'doctor') warnAboutEnvFile(equipped)
      status = await verb.run(equipped, args, command.opts())
    })
  }
  if (argv.length === 0) program.outputHelp()
  else await program.parseAsync([...argv], { from: 'user' })
  return status
}

function programOf({ stdout, stderr, color }: VerbContext, version: string): Command {
  return new Command('shotlist')
    .description('Renders many AI videos from a versioned YAML file.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show this help, or the help of a verb')
    .configureHelp({ subcommandTerm: (command) => command.name() })
    .usage('<verb> [manifest] [options]')
    .addHelpCommand(new Command('help').argument('[verb]').summary('shows the help of a verb').helpGroup(HEADINGS.help))
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      // Errors of the command line are printed with all other errors.
      writeErr: () => undefined,
      getOutHasColors: () => color,
      getErrHasColors: () => color,
      ...defined({
        getOutHelpWidth: stdout.columns === undefined ? undefined : () => stdout.columns ?? 80,
        getErrHelpWidth: stderr.columns === undefined ? undefined : () => stderr.columns ?? 80,
      }),
    })
    .exitOverride()
    .addHelpText('after', `\n${hanging('Exit status: ', STATUSES, stdout.columns)}\n\`shotlist <verb> --help\` shows its options.`)
}

function commandOf(program: Command, verb: Verb, columns: number | undefined): Command {
  const command = program
    .command(verb.name, { hidden: verb.isHidden === true })
    .helpGroup(HEADINGS[verb.group])
    .summary(verb.summary)
    .description(`${verb.summary[0]?.toUpperCase()}${verb.summary.slice(1)}.`)
  command.exitOverride().showSuggestionAfterError(true)
  for (const argument of verb.arguments ?? []) command.addArgument(argumentOf(argument))
  for (const option of verb.options ?? []) command.addOption(optionOf(option))
  if (verb.passThrough) command.allowUnknownOption().allowExcessArguments()
  if (verb.examples !== undefined && verb.examples.length > 0) command.addHelpText('after', examplesOf(verb.examples, columns))
  return command
}

function argumentOf({ flags, description, choices }: VerbArgument): Argument {
  const argument = new Argument(flags, description)
  return choices === undefined ? argument : argument.choices([...choices])
}

function optionOf({ flags, description, choices, default: fallback, list, repeatable, parse }: VerbOption): Option {
  const option = new Option(flags, description)
  if (choices !== undefined) option.choices([...choices])
  if (fallback !== undefined) option.default(fallback)
  if (list) option.argParser((text: string, before: readonly string[] = []) => [...before, ...splitList(text)])
  if (repeatable) option.argParser((text: string, before: readonly string[] = []) => [...before, text])
  if (parse !== undefined) option.argParser((text: string) => parse(text))
  return option
}

function examplesOf(examples: NonNullable<Verb['examples']>, columns: number | undefined): string {
  const width = Math.max(...examples.map(({ command }) => command.length))
  const isWide = columns === undefined || examples.every(({ does }) => width + does.length + 5 < columns)
  const lines = examples.map(({ command, does }) =>
    isWide ? `  ${command.padEnd(width)}   ${does}` : `  ${command}\n${hanging('      ', does, columns)}`,
  )
  return `\nExamples:\n${lines.join('\n')}`
}

function definedArgs(command: Command): string[] {
  return command.args.filter((arg): arg is string => arg !== undefined)
}

function unknownVerb(name: string): UsageError {
  const near = suggest(name, Object.keys(VERBS))
  return new UsageError(`there is no verb \`${name}\``, {
    hint: near === undefined ? `The verbs are ${Object.keys(VERBS).join(', ')}.` : `Did you mean \`shotlist ${near}\`?`,
  })
}

/** Commander throws for help and version too; every other error is a mistake in the command line. */
function statusOfCommander(error: CommanderError, context: VerbContext): number {
  if (error.exitCode === 0 || error.code === 'commander.help') return EXIT.done
  const [message = '', suggestion] = error.message.replace(/^error: /, '').split('\n')
  printFailure(
    new UsageError(message, { hint: suggestion?.replace(/[()]/g, '') ?? 'See `shotlist --help`, or `shotlist <verb> --help`.' }),
    context,
  )
  return EXIT.usage
}

/** Headings of the list of verbs, shown in the order of the first verb of each in `VERBS`. */
const HEADINGS: Readonly<Record<VerbGroup, string>> = {
  begin: 'Start:',
  render: 'Render:',
  results: 'Results:',
  providers: 'Providers:',
  help: 'Help:',
}

/** The entries of `a,b[x=1,y=2],c`. Commas within brackets and braces are part of ids and globs. */
export function splitList(text: string): readonly string[] {
  const entries: string[] = []
  let depth = 0
  let from = 0
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at]
    if (character === '[' || character === '{') depth += 1
    else if (character === ']' || character === '}') depth -= 1
    else if (character === ',' && depth <= 0) {
      entries.push(text.slice(from, at))
      from = at + 1
    }
  }
  return [...entries, text.slice(from)].map((entry) => entry.trim()).filter((entry) => entry !== '')
}
