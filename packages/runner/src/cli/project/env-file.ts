import { spawnSync } from 'node:child_process'
import { lstatSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { parseEnv } from 'node:util'
import { defined } from '@shotlist/codegen/defined'
import { isSecretName, secretsIn } from '../../plan/forbid-keys.ts'
import { createPaint } from '../../show/text/output.ts'
import { visible } from '../../show/text/visible.ts'
import { readPlainFile, reasonOf } from '../../store/durable/plain-files.ts'
import { DEFAULT_MANIFEST } from '../options/manifest-options.ts'
import type { EnvFile, Verb, VerbContext, VerbOption } from '../verb.ts'

/*
 * `.env` beside the manifest is read for keys only: API keys, webhook secrets and the credentials of the artifact store. Expressions never
 * read it, and neither do base URLs: a file that came with a project must not choose the host that a key goes to.
 */

/** For every verb that reads keys. A verb without it does not read the file. */
export const ENV_FILE_OPTION: VerbOption = { flags: '--no-env-file', description: 'do not read keys from .env beside the manifest' }

/** Longer files are not lists of variables. */
const MAX_BYTES = 1_000_000

/** The context of a verb, with the keys of the `.env` beside its manifest. Their values are masked in all output. */
export function withEnvFile(
  context: VerbContext,
  verb: Pick<Verb, 'arguments' | 'options'>,
  { args, options }: { readonly args: readonly string[]; readonly options: Readonly<Record<string, unknown>> },
): VerbContext {
  if (verb.options?.includes(ENV_FILE_OPTION) !== true || options['envFile'] === false) return context
  const index = verb.arguments?.findIndex(({ flags }) => flags === '[manifest]') ?? -1
  const manifest = index === -1 ? undefined : args[index]
  const envFile = readEnvFile(dirname(resolve(context.cwd, manifest ?? DEFAULT_MANIFEST)), context.cwd)
  if (envFile === undefined) return context
  for (const secret of secretsIn(envFile.values)) context.hide(secret)
  return { ...context, envFile }
}

/** The file of a folder. Undefined if there is none; a folder of that name (a Python environment) is not one. */
function readEnvFile(folder: string, cwd: string): EnvFile | undefined {
  const path = join(folder, '.env')
  const name = relative(cwd, path)
  try {
    const found = lstatSync(path, { throwIfNoEntry: false })
    if (found === undefined || found.isDirectory()) return undefined
    const values = parseEnv(textOf(readPlainFile(path)))
    const hasSecrets = Object.entries(values).some(([key, value]) => isSecretName(key) && value !== '')
    return { name, values, isTracked: hasSecrets && hasInIndex(path) }
  } catch (error) {
    return { name, values: {}, isTracked: false, problem: reasonOf(error) }
  }
}

/** The text of a file in UTF-8, or in UTF-16 as PowerShell writes it. A byte order mark is removed. @throws {Error} it is neither */
function textOf(bytes: Uint8Array): string {
  if (bytes.length > MAX_BYTES) throw new Error('it is too large')
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8'
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new Error('it is not UTF-8', { cause })
  }
}

/** Whether the file is in the index of git. False if there is no git, or no repository. */
function hasInIndex(path: string): boolean {
  // Settings of a repository can start programs: this one is switched off. Windows looks for `git` in the current folder first.
  const { status } = spawnSync('git', ['-C', dirname(path), '-c', 'core.fsmonitor=false', 'ls-files', '--error-unmatch', '--', '.env'], {
    cwd: dirname(process.execPath),
    stdio: 'ignore',
    timeout: 5000,
  })
  return status === 0
}

/** Warns about a file that cannot be read, and about keys that git tracks. */
export function warnAboutEnvFile({ envFile, stderr, color }: VerbContext): void {
  const problem = envFile && envFileProblem(envFile)
  if (problem === undefined) return
  const paint = createPaint(color)
  stderr.write(`${paint('yellow', 'warning:')} ${visible(problem.message)}\n  ${paint('dim', '=')} ${problem.hint}\n`)
}

/** What is wrong with a file, and what to do. */
export function envFileProblem({ name, problem, isTracked }: EnvFile): { readonly message: string; readonly hint: string } | undefined {
  if (problem !== undefined)
    return { message: `${name} cannot be read, so no key is taken from it: ${problem}`, hint: 'Correct that, or give --no-env-file.' }
  if (!isTracked) return undefined
  return {
    message: `git tracks ${name}: everybody who can read the repository has the keys in it`,
    hint: 'Remove it with `git rm --cached .env`, add it to .gitignore, and replace the keys at their providers.',
  }
}

type Keys = Pick<VerbContext, 'env' | 'envFile'>

/** Where a key comes from: the environment wins, and an empty variable counts as not set. */
export function keySource({ env, envFile }: Keys, name: string): 'environment' | 'env-file' | undefined {
  if ((env[name] ?? '').trim() !== '') return 'environment'
  return envFile !== undefined && Object.hasOwn(envFile.values, name) && envFile.values[name]?.trim() !== '' ? 'env-file' : undefined
}

/** The value of a key. Trimmed, as it is sent: a key that was read from a file ends with a line break. */
export function keyIn({ env, envFile }: Keys, name: string): string | undefined {
  const source = keySource({ env, ...defined({ envFile }) }, name)
  return source === undefined ? undefined : (source === 'environment' ? env : envFile?.values)?.[name]?.trim()
}

const CREDENTIALS = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'] as const

/** The variables with the credentials of the artifact store. All are taken from one place: those of two accounts do not fit together. */
export function credentialVariables(keys: Keys): Readonly<Record<string, string | undefined>> {
  const isInEnvironment = CREDENTIALS.some((name) => keySource(keys, name) === 'environment')
  return isInEnvironment ? keys.env : (keys.envFile?.values ?? {})
}
