import { existsSync, lstatSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { OutputError } from '../../../errors/output-error.ts'
import { UsageError } from '../../../errors/usage-error.ts'
import { loadShipped, shippedProviders } from '../../../manifest/catalog/shipped.ts'
import { alignColumns } from '../../../show/text/columns.ts'
import { createPaint } from '../../../show/text/paint.ts'
import { EXIT } from '../../exit-status.ts'
import { defaultManifest } from '../../options/default-manifest.ts'
import { nextCommand } from '../../project/called-as.ts'
import type { VerbContext, VerbOptions } from '../../verb.ts'
import { chooseProvider } from './choose-provider.ts'
import { firstManifest } from './first-manifest.ts'
import { ignoreLines } from './ignore-lines.ts'
import { schemaReference } from './schema-reference.ts'

const DEFAULT_PROMPT = 'a paper boat on a rainy street'

/**
 * `shotlist init`: a manifest, and what git is to leave alone. Asks what is not said, where somebody is there to answer.
 */
export async function initProject(context: VerbContext, path: string = defaultManifest, options: VerbOptions = {}): Promise<number> {
  const { cwd, stdout, color } = context
  const file = resolve(cwd, path)
  if (!/\.ya?ml$/.test(file)) throw new UsageError(`${path} is no name for a manifest`, { hint: 'Name a file that ends in .yaml.' })
  if (existsSync(file)) throw new UsageError(`${path} is there already`, { hint: 'Name another file, or go on with `shotlist plan`.' })
  const prompt = context.prompt !== undefined && options['yes'] !== true ? context.prompt : undefined
  const wanted = typeof options['prompt'] === 'string' ? options['prompt'] : undefined
  const shown = wanted ?? ((await prompt?.(`What shall the first clips show? [${DEFAULT_PROMPT}] `)) || DEFAULT_PROMPT)
  const provider = await chooseProvider(context, { option: options['provider'], prompt })
  const model = loadShipped(provider)
  if (model === undefined)
    throw new UsageError(`there is no provider ${provider}`, { hint: `There are: ${shippedProviders().join(', ')}.` })

  const folder = dirname(file)
  const manifest = firstManifest({ name: nameOf(folder, file), provider, model, prompt: shown, schema: schemaReference(folder) })
  write(file, manifest, 'wx')
  const paint = createPaint(color)
  const said = [`wrote ${paint('bold', path)}`]
  const ignored = join(folder, '.gitignore')
  const found = lstatSync(ignored, { throwIfNoEntry: false })
  const before = found?.isFile() === true ? readFileSync(ignored, 'utf8') : ''
  const added = ignoreLines(before)
  // What is no file, or is one through a link, is left alone.
  if (added !== '' && (found === undefined || found.isFile())) {
    write(ignored, before + added)
    said.push(`${before === '' ? 'wrote' : 'added to'} ${paint('bold', relative(cwd, ignored))}`)
  }
  const { title, env, keyUrl } = model.table
  const isSet = (context.env[env.key] ?? '') !== ''
  const key = isSet ? `${env.key} is set` : `needs ${env.key}${keyUrl === undefined ? '' : `, from ${keyUrl}`}`
  const next = [
    ['Next:', paint('bold', nextCommand(context, ['rehearse'], path)), 'the whole run on this machine: no key, no cost, real MP4 files'],
    ['Then:', nextCommand(context, ['plan'], path), `what it would cost at ${title}`],
    ['', nextCommand(context, ['run'], path), `renders it there; ${key}`],
  ]
  stdout.write(`${said.join('\n')}\n\n${alignColumns(next, { columns: stdout.columns })}`)
  return EXIT.done
}

/** The project's, or that of a manifest with a name of its own. */
function nameOf(folder: string, file: string): string {
  const own = basename(file).replace(/\.ya?ml$/, '')
  return `${own}.yaml` === defaultManifest ? basename(folder) || own : own
}

function write(path: string, text: string, flag = 'w'): void {
  try {
    writeFileSync(path, text, { flag })
  } catch (cause) {
    throw new OutputError(path, { cause, hint: 'Mend that and try again.' })
  }
}
