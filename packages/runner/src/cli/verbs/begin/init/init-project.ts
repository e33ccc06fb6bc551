import { existsSync, lstatSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import type { FieldModel, OperationModel, ProviderModel } from '@shotlist/codegen'
import { suggest } from '@shotlist/codegen/suggest'
import { UsageError } from '../../../../errors/input-errors.ts'
import { OutputError } from '../../../../errors/output-errors.ts'
import { loadShipped, shippedProviders } from '../../../../manifest/catalog/shipped.ts'
import { alignColumns } from '../../../../show/text/columns.ts'
import { createPaint } from '../../../../show/text/output.ts'
import { EXIT } from '../../../exit-status.ts'
import { DEFAULT_MANIFEST } from '../../../options/manifest-options.ts'
import { nextCommand } from '../../../project/called-as.ts'
import { keyIn } from '../../../project/env-file.ts'
import type { VerbContext, VerbOptions } from '../../../verb.ts'

const DEFAULT_PROMPT = 'a paper boat on a rainy street'

/**
 * `shotlist init`: writes a manifest and a `.gitignore`. On a terminal, asks for what no option says.
 */
export async function initProject(context: VerbContext, path: string = DEFAULT_MANIFEST, options: VerbOptions = {}): Promise<number> {
  const { cwd, stdout, color } = context
  const file = resolve(cwd, path)
  if (!/\.ya?ml$/.test(file)) throw new UsageError(`${path} is not a name for a manifest`, { hint: 'Name a file that ends in .yaml.' })
  if (existsSync(file)) throw new UsageError(`${path} exists already`, { hint: 'Name another file, or continue with `shotlist plan`.' })
  const prompt = context.prompt !== undefined && options['yes'] !== true ? context.prompt : undefined
  const wanted = typeof options['prompt'] === 'string' ? options['prompt'] : undefined
  const shown = wanted ?? ((await prompt?.(`What should the first clips show? [${DEFAULT_PROMPT}] `)) || DEFAULT_PROMPT)
  const provider = await chooseProvider(context, { option: options['provider'], prompt })
  const model = loadShipped(provider)
  if (model === undefined)
    throw new UsageError(`there is no provider ${provider}`, { hint: `The providers are ${shippedProviders().join(', ')}.` })

  const folder = dirname(file)
  const manifest = firstManifest({ name: nameOf(folder, file), provider, model, prompt: shown, schema: schemaReference(folder) })
  write(file, manifest, 'wx')
  const paint = createPaint(color)
  const lines = [`wrote ${paint('bold', path)}`]
  const ignored = join(folder, '.gitignore')
  const found = lstatSync(ignored, { throwIfNoEntry: false })
  const before = found?.isFile() === true ? readFileSync(ignored, 'utf8') : ''
  const added = ignoreLines(before)
  // A link, or anything else that is not a file, is left unchanged.
  if (added !== '' && (found === undefined || found.isFile())) {
    write(ignored, before + added)
    lines.push(`${before === '' ? 'wrote' : 'added to'} ${paint('bold', relative(cwd, ignored))}`)
  }
  const { title, env, keyUrl } = model.table
  const isSet = keyIn(context, env.key) !== undefined
  const key = isSet ? `${env.key} is set` : `needs ${env.key}${keyUrl === undefined ? '' : `, from ${keyUrl}`}`
  const next = [
    ['Next:', paint('bold', nextCommand(context, ['rehearse'], path)), 'the whole run on this machine: no key, no cost, real MP4 files'],
    ['Then:', nextCommand(context, ['plan'], path), `what it would cost at ${title}`],
    ['', nextCommand(context, ['run'], path), `renders it there; ${key}`],
  ]
  stdout.write(`${lines.join('\n')}\n\n${alignColumns(next, { columns: stdout.columns })}`)
  return EXIT.done
}

/** The name of the project folder, or of a manifest that is not the default one. */
function nameOf(folder: string, file: string): string {
  const own = basename(file).replace(/\.ya?ml$/, '')
  return `${own}.yaml` === DEFAULT_MANIFEST ? basename(folder) || own : own
}

function write(path: string, text: string, flag = 'w'): void {
  try {
    writeFileSync(path, text, { flag })
  } catch (cause) {
    throw new OutputError(path, { cause, hint: 'Correct that and try again.' })
  }
}

type Choice = {
  /** The value of `--provider`. */
  readonly option: unknown
  readonly prompt: VerbContext['prompt'] | undefined
}

/**
 * The provider: that of the option, otherwise of the user's answer, otherwise the first whose key is set, otherwise the first.
 *
 * @throws {UsageError} no provider has the name
 */
async function chooseProvider(context: Pick<VerbContext, 'env' | 'envFile'>, { option, prompt }: Choice): Promise<string> {
  // The provider with the most operations is first.
  const ids = shippedProviders().toSorted((a, b) => operationCount(b) - operationCount(a))
  const hasKey = (id: string) => keyIn(context, loadShipped(id)?.table.env.key ?? '') !== undefined
  const first = ids.find(hasKey) ?? ids[0] ?? ''
  const named = typeof option === 'string' ? option : await prompt?.(`Which provider renders them: ${ids.join(', ')}? [${first}] `)
  if (named === undefined || named === '') return first
  if (ids.includes(named)) return named
  const near = suggest(named, ids)
  throw new UsageError(`there is no provider \`${named}\``, {
    hint: near === undefined ? `The providers are ${ids.join(', ')}.` : `Did you mean \`${near}\`?`,
  })
}

function operationCount(id: string): number {
  return Object.keys(loadShipped(id)?.operations ?? {}).length
}

/** What git should ignore: state that no other machine can use, keys, and clips that `shotlist pull` can download again. */
const IGNORED = ['.shotlist/', '.env', 'renders/', 'renders-rehearsal/'] as const

/** The lines that a `.gitignore` with this content lacks; empty if it has all. */
function ignoreLines(content: string): string {
  const lines = new Set(content.split('\n').map((line) => line.trim().replace(/^\//, '')))
  const missing = IGNORED.filter((pattern) => !lines.has(pattern) && !lines.has(pattern.slice(0, -1)))
  if (missing.length === 0) return ''
  return `${content === '' || content.endsWith('\n') ? '' : '\n'}${missing.join('\n')}\n`
}

const INSTALLED = join('node_modules', 'shotlist', 'schema', 'manifest.schema.json')

/**
 * The path of the manifest's schema for editors, relative to a folder: in the nearest `node_modules` that has it, otherwise in the folder's
 * own, where it will be once the package is installed.
 */
function schemaReference(folder: string): string {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, INSTALLED))) return pathFrom(folder, join(at, INSTALLED))
    if (dirname(at) === at) return pathFrom(folder, join(folder, INSTALLED))
  }
}

function pathFrom(folder: string, path: string): string {
  const found = relative(folder, path).split(sep).join('/')
  return found.startsWith('.') ? found : `./${found}`
}

type Options = {
  readonly name: string
  readonly provider: string
  readonly model: ProviderModel
  /** The subject of the clips. */
  readonly prompt: string
  /** The path of the schema, for editors. */
  readonly schema: string
}

/** The ratios of the clips for social media. */
const RATIOS = ['9:16', '1:1']

/** A first manifest, with comments: one clip, the same in other ratios, and its extension. */
function firstManifest({ name, provider, model, prompt, schema }: Options): string {
  const operation = model.operations['text-to-video']
  const example = operation?.example ?? {}
  const ratio = fieldOf(operation, 'aspect_ratio')
  const shared = Object.entries(example).filter(([field]) => field !== 'prompt' && field !== 'seed' && field !== ratio?.name)
  const seed = Object.hasOwn(example, 'seed') ? ', seed: 7' : ''
  return `# yaml-language-server: $schema=${schema}
version: 1
name: ${yamlText(name)}

# Used in prompts and file names as \${{ vars.subject }}.
vars:
  subject: ${yamlText(prompt)}

# Nothing is submitted that would cost more than this.
budget: { usd: 10 }
output_dir: renders

defaults:
  provider: ${provider} # ${model.table.title}; its key is read from ${model.table.env.key}
  # For every job whose operation has the field. \`shotlist describe ${provider}/text-to-video\` lists all fields.
  with: { ${shared.map(([field, value]) => `${field}: ${scalar(value)}`).join(', ')} }

jobs:
  hero:
    uses: text-to-video
    with: { prompt: "\${{ vars.subject }}"${ratio === undefined ? '' : `, ${ratio.name}: "16:9"`}${seed} }
    output: hero.mp4
${ratio === undefined ? '' : matrixJob(ratio)}${longerJob(model)}`
}

function matrixJob(ratio: FieldModel): string {
  return `
  # The same in other shapes: one clip for each value.
  social:
    matrix:
      ratio: [${RATIOS.filter((value) => ratio.enum === undefined || ratio.enum.includes(value))
        .map((value) => JSON.stringify(value))
        .join(', ')}]
    uses: text-to-video
    with: { prompt: "\${{ vars.subject }}, close up", ${ratio.name}: "\${{ matrix.ratio }}" }
    output: social/\${{ slug(matrix.ratio) }}.mp4
    tags: [social]
`
}

/** A job that uses the clip of another job, if the provider can extend clips. */
function longerJob(model: ProviderModel): string {
  const operation = model.operations['extend']
  const source = fieldOf(operation, 'source_video')
  if (operation === undefined || source === undefined) return ''
  const known = new Set(['prompt', 'seed', source.name, ...defaultFields(model)])
  const own = Object.entries(operation.example ?? {}).filter(([field]) => !known.has(field))
  const others = own.map(([field, value]) => `, ${field}: ${scalar(value)}`).join('')
  return `
  # Goes on where hero ends: it waits for that clip, and begins with it.
  hero-long:
    uses: extend
    with: { ${source.name}: "\${{ jobs.hero.outputs.video_id }}", prompt: the camera pulls back slowly${others} }
    output: hero-long.mp4
`
}

function defaultFields(model: ProviderModel): readonly string[] {
  return Object.keys(model.operations['text-to-video']?.example ?? {})
}

/** The field with this common name. */
function fieldOf(operation: OperationModel | undefined, canonical: string): FieldModel | undefined {
  return operation?.fields.find((field) => field.canonical === canonical)
}

function scalar(value: unknown): string {
  return typeof value === 'string' ? yamlText(value) : JSON.stringify(value)
}

/** The text as YAML: plain if YAML reads it back as this text everywhere, otherwise in quotes. */
function yamlText(value: string): string {
  return /^[A-Za-z][\w .-]*$/.test(value) && !/^(?:true|false|null|yes|no|on|off|y|n)$|\s$/i.test(value) ? value : JSON.stringify(value)
}
