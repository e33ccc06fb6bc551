import type { Verb, VerbOption } from '../../verb.ts'
import type { ProjectNames } from './project-names.ts'

type Known = { readonly verbs: readonly Verb[]; readonly names: ProjectNames }

/** Everything that may stand in the place of the last word, whatever is typed of it already. Nothing: a file, or anything. */
export async function candidates(words: readonly string[], known: Known): Promise<readonly string[]> {
  const [name, ...rest] = words
  if (rest.length === 0) return [...known.verbs.map((verb) => verb.name), 'help', '--help', '--version']
  if (name === 'help') return known.verbs.map((verb) => verb.name)
  const verb = known.verbs.find((each) => each.name === name)
  if (verb === undefined) return []
  const line = readLine(verb, rest)
  if (line.option !== undefined) {
    const values = await valuesOf(line.option, line, known.names)
    return line.flag === undefined ? values : values.map((value) => `${line.flag}=${value}`)
  }
  const field = verb.name === 'call' ? await fieldValues(line, known.names) : undefined
  if (field !== undefined) return field
  if (line.typed.startsWith('-')) return [...flagsOf(verb), ...(await fieldFlags(verb, line, known.names))]
  return positional(verb, line, known.names)
}

/** The words behind a verb, as far as they are typed. */
type Line = {
  readonly typed: string
  /** The word before. */
  readonly before: string | undefined
  readonly given: readonly string[]
  /** The option whose value is being typed. */
  readonly option: VerbOption | undefined
  /** That option's flag, where its value is typed behind `=` in the same word. */
  readonly flag: string | undefined
  readonly manifest: string | undefined
}

function readLine({ options = [] }: Verb, words: readonly string[]): Line {
  const given: string[] = []
  let option: VerbOption | undefined
  for (const word of words.slice(0, -1)) {
    if (option !== undefined) option = undefined
    else if (!word.startsWith('-')) given.push(word)
    else option = options.find((each) => takesValue(each) && namesOf(each).includes(word))
  }
  const manifest = given.find((word) => /\.ya?ml$/.test(word))
  const last = words.at(-1) ?? ''
  const [, flag, value] = option === undefined ? (/^(--[^=]+)=(.*)$/.exec(last) ?? []) : []
  const joined = flag === undefined ? undefined : options.find((each) => takesValue(each) && namesOf(each).includes(flag))
  const typed = joined === undefined ? last : (value ?? '')
  return { typed, before: words.at(-2), given, option: option ?? joined, flag: joined && flag, manifest }
}

const namesOf = ({ flags }: VerbOption): readonly string[] => flags.split(/[ ,]+/).filter((part) => part.startsWith('-'))

const takesValue = ({ flags }: VerbOption): boolean => flags.includes('<')

const flagsOf = ({ options = [] }: Verb): readonly string[] => ['--help', ...options.flatMap(namesOf)]

/** What an option takes, told from how its value is called. */
function valuesOf(option: VerbOption, { typed, manifest }: Line, names: ProjectNames): Promise<readonly string[]> | readonly string[] {
  if (option.choices !== undefined) return option.choices
  const value = /<([^>]+)>/.exec(option.flags)?.[1] ?? ''
  const flag = namesOf(option).at(-1)
  if (value === 'jobs' || flag === '--job') return names.jobs(manifest, typed)
  if (value === 'tags') return names.tags(manifest)
  return flag === '--provider' || flag === '--to' ? names.providers() : []
}

/** What a verb's next argument is, told from how it is called. */
async function positional(
  { arguments: declared = [] }: Verb,
  { typed, given, manifest }: Line,
  names: ProjectNames,
): Promise<readonly string[]> {
  const next = declared[Math.min(given.length, declared.length - 1)]
  if (next === undefined) return []
  if (next.choices !== undefined) return next.choices
  const name = next.flags.replaceAll(/[<>[\].]/g, '')
  if (name === 'code') return names.codes()
  if (name === 'take') return names.takes(manifest)
  if (name === 'job') return names.jobs(manifest, typed)
  if (!name.startsWith('provider')) return []
  // Where a provider alone will do, its operations come when it is written out.
  const isOperation = next.flags.includes('provider/operation') || (name.includes('/operation') && typed.includes('/'))
  return isOperation ? names.operations() : names.providers()
}

/** Fields of the operation that is called, as options. */
async function fieldFlags({ name }: Verb, { given }: Line, names: ProjectNames): Promise<readonly string[]> {
  if (name !== 'call' || given[0] === undefined) return []
  return ((await names.operation(given[0]))?.fields ?? []).map((field) => `--${field.name}`)
}

/** The values of a field that has some to choose from. */
async function fieldValues({ given, before }: Line, names: ProjectNames): Promise<readonly string[] | undefined> {
  if (before === undefined || !before.startsWith('--') || given[0] === undefined) return undefined
  const field = (await names.operation(given[0]))?.fields.find(({ name }) => `--${name}` === before)
  if (field === undefined) return undefined
  return field.type === 'boolean' ? ['true', 'false'] : (field.enum ?? []).map(String)
}
