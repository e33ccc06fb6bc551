import type { ProviderModel } from '@shotlist/codegen'
import { loadShipped, shippedProviders } from '../../../../manifest/catalog/shipped.ts'
import { loadPlan } from '../../../../plan/load-plan.ts'
import type { Plan } from '../../../../plan/plan.ts'
import { explanations } from '../../../../show/explain/explain-code.ts'
import { visible } from '../../../../show/text/visible.ts'
import { EXIT } from '../../../exit-status.ts'
import { DEFAULT_MANIFEST } from '../../../options/manifest-options.ts'
import { modelsOf, openCatalog } from '../../../project/open-catalog.ts'
import type { Verb, VerbContext, VerbOption } from '../../../verb.ts'
import { VERBS } from '../../../verbs.ts'

/** `shotlist complete`: the words that can complete the last word of a command line. */
export async function completeWords(context: VerbContext, words: readonly string[]): Promise<number> {
  const typed = words.at(-1) ?? ''
  const verbs = await Promise.all(Object.values(VERBS).map((load) => load()))
  const found = await candidates(words, { verbs: verbs.filter(({ isHidden }) => isHidden !== true), names: projectNames(context) })
  // The shell reads one word per line and shows it: names with invisible characters are left out.
  for (const candidate of new Set(found))
    if (candidate.startsWith(typed) && candidate === visible(candidate)) context.stdout.write(`${candidate}\n`)
  return EXIT.done
}

type Known = { readonly verbs: readonly Verb[]; readonly names: ProjectNames }

/** All words that can be in the place of the last word, whatever it begins with. Empty: a file, or any text. */
async function candidates(words: readonly string[], known: Known): Promise<readonly string[]> {
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

/** The words after the verb that are typed so far. */
type Line = {
  readonly typed: string
  /** The word before the one that is typed. */
  readonly before: string | undefined
  readonly given: readonly string[]
  /** The option whose value is typed. */
  readonly option: VerbOption | undefined
  /** The flag of that option, if the value follows `=` in the same word. */
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

function namesOf({ flags }: VerbOption): readonly string[] {
  return flags.split(/[ ,]+/).filter((part) => part.startsWith('-'))
}

function takesValue({ flags }: VerbOption): boolean {
  return flags.includes('<')
}

function flagsOf({ options = [] }: Verb): readonly string[] {
  return ['--help', ...options.flatMap(namesOf)]
}

/** The values of an option, found by the name of its value. */
function valuesOf(option: VerbOption, { typed, manifest }: Line, names: ProjectNames): Promise<readonly string[]> | readonly string[] {
  if (option.choices !== undefined) return option.choices
  const value = /<([^>]+)>/.exec(option.flags)?.[1] ?? ''
  const flag = namesOf(option).at(-1)
  if (value === 'jobs' || flag === '--job') return names.jobs(manifest, typed)
  if (value === 'tags') return names.tags(manifest)
  return flag === '--provider' || flag === '--to' ? names.providers() : []
}

/** The values of a verb's next argument, found by its name. */
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
  // For an argument that can be a provider alone, operations are offered once the provider is typed.
  const isOperation = next.flags.includes('provider/operation') || (name.includes('/operation') && typed.includes('/'))
  return isOperation ? names.operations() : names.providers()
}

/** The fields of the called operation, as options. */
async function fieldFlags({ name }: Verb, { given }: Line, names: ProjectNames): Promise<readonly string[]> {
  if (name !== 'call' || given[0] === undefined) return []
  return ((await names.operation(given[0]))?.fields ?? []).map((field) => `--${field.name}`)
}

/** The values of a field that has a list of values. */
async function fieldValues({ given, before }: Line, names: ProjectNames): Promise<readonly string[] | undefined> {
  if (before === undefined || !before.startsWith('--') || given[0] === undefined) return undefined
  const field = (await names.operation(given[0]))?.fields.find(({ name }) => `--${name}` === before)
  if (field === undefined) return undefined
  return field.type === 'boolean' ? ['true', 'false'] : (field.enum ?? []).map(String)
}

/** The names that complete a command line in this folder. Each list is read only when needed. */
type ProjectNames = {
  /** Jobs; their clips too, once a job is typed. */
  jobs(manifest: string | undefined, typed: string): Promise<readonly string[]>
  takes(manifest: string | undefined): Promise<readonly string[]>
  tags(manifest: string | undefined): Promise<readonly string[]>
  providers(): Promise<readonly string[]>
  operations(): Promise<readonly string[]>
  operation(name: string): Promise<ProviderModel['operations'][string] | undefined>
  codes(): readonly string[]
}

/** Names from the manifest and the catalogue. A manifest with mistakes gives no names, so that no error interrupts typing. */
function projectNames({ cwd, env }: VerbContext): ProjectNames {
  const instancesOf = async (manifest: string = DEFAULT_MANIFEST): Promise<Plan['instances']> => {
    const loaded = await loadPlan({ manifestPath: manifest, cwd, env, allowUnknown: true }).catch(() => undefined)
    return loaded?.ok ? loaded.plan.instances : []
  }
  const models = async (): Promise<readonly (readonly [string, ProviderModel])[]> => {
    try {
      return modelsOf(await openCatalog({ cwd, manifest: undefined, document: undefined }))
    } catch {
      return shippedModels()
    }
  }
  return {
    jobs: async (manifest, typed) => {
      const instances = await instancesOf(manifest)
      return /[[#]/.test(typed) ? instances.map(({ id }) => id) : instances.map(({ job }) => job)
    },
    takes: async (manifest) => (await instancesOf(manifest)).filter(({ take }) => take !== undefined).map(({ id }) => id),
    tags: async (manifest) => (await instancesOf(manifest)).flatMap(({ tags }) => tags),
    providers: async () => (await models()).map(([id]) => id),
    operations: async () => (await models()).flatMap(([id, { operations }]) => Object.keys(operations).map((name) => `${id}/${name}`)),
    operation: async (name) => {
      const [provider, operation = ''] = name.split('/')
      const operations = (await models()).find(([id]) => id === provider)?.[1].operations ?? {}
      return Object.hasOwn(operations, operation) ? operations[operation] : undefined
    },
    codes: () => explanations.map(({ code }) => code),
  }
}

function shippedModels(): readonly (readonly [string, ProviderModel])[] {
  return shippedProviders().flatMap((id) => {
    const model = loadShipped(id)
    return model === undefined ? [] : [[id, model] as const]
  })
}
