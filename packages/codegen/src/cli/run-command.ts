import { createRequire } from 'node:module'
import { relative, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { type AdoptJob, adopt } from '../commands/adopt.ts'
import { check } from '../commands/check.ts'
import type { CodegenJob, Terminal } from '../commands/codegen-job.ts'
import { coverage } from '../commands/coverage.ts'
import { generate } from '../commands/generate.ts'
import { CONFIG_FILE_NAME, readConfig, UsageError } from '../commands/read-config.ts'
import { TypesError } from '../emit/typescript/types-error.ts'
import { defined } from '../issues/defined.ts'

/** Runs a command line and returns its exit status. It prints the user's mistakes, and throws other errors. */
export async function runCommand(argv: readonly string[], cwd: string, terminal: Terminal): Promise<number> {
  try {
    const invocation = await parseArguments(argv, cwd)
    if (invocation.verb === 'generate') return await generate(invocation.job, terminal)
    if (invocation.verb === 'check') return await check(invocation.job, terminal)
    if (invocation.verb === 'coverage') return coverage(invocation.job, terminal)
    if (invocation.verb === 'adopt') return adopt(invocation.job, terminal)
    terminal.stdout(invocation.verb === 'help' ? HELP : `${packageVersion()}\n`)
    return 0
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof TypesError)) throw error
    terminal.stderr(`shotlist-codegen: ${error.message}\n  ${error.hint}\n`)
    return 2
  }
}

function packageVersion(): string {
  const manifest = createRequire(import.meta.url)('../../package.json') as { version: string }
  return manifest.version
}

/** What `shotlist-codegen --help` prints. */
const HELP = `shotlist-codegen: OpenAPI documents with the Shotlist dialect -> typed clients

Usage
  shotlist-codegen generate <document...> --out <folder>   write a typed client for each document
  shotlist-codegen check <document...>                     check documents
  shotlist-codegen check <document...> --out <folder>      ... and that their clients are up to date
  shotlist-codegen generate | check                        the same, as shotlist-codegen.config.json says
  shotlist-codegen adopt <document> [--out <file>]         propose the overlay for a vendor's own document
  shotlist-codegen coverage [coverage file...]             how much of a provider's documentation its document covers

Options
  -o, --out <folder>        where clients go: <folder>/<provider id>/index.gen.ts
  -c, --config <file>       another configuration than ./shotlist-codegen.config.json
  --overlay <file>          an OpenAPI Overlay that is applied to the document before anything else
  --runtime <module>        what clients import their runtime from (@shotlist/core/runtime)
  --import-ending .js|.ts   file extension of imports between generated files (.js)
  -h, --help  --version

Exit status: 0 done, 1 generated files are out of date, 2 a document or the command line is wrong.

Example
  shotlist-codegen generate acme.openapi.yaml --out src/clients

For a document without the dialect (OpenAPI 3.0 or 3.1), types and a client typed by path are generated.
`

/** What the command line requests. */
type Invocation =
  | { readonly verb: 'generate' | 'check'; readonly job: CodegenJob }
  | { readonly verb: 'coverage'; readonly job: Pick<CodegenJob, 'root' | 'coverage'> }
  | { readonly verb: 'adopt'; readonly job: AdoptJob }
  | { readonly verb: 'help' }
  | { readonly verb: 'version' }

const SEE_HELP = 'see shotlist-codegen --help'

/**
 * Parses a command line.
 *
 * @param argv Without the program's own name.
 * @throws UsageError if an argument is wrong.
 */
async function parseArguments(argv: readonly string[], cwd: string): Promise<Invocation> {
  const { values, positionals } = parse(argv)
  if (values.version) return { verb: 'version' }
  const [verb, ...documents] = positionals
  if (values.help || verb === undefined || verb === 'help') return { verb: 'help' }
  if (verb === 'coverage') return { verb, job: await coverageJob(documents, values, cwd) }
  if (verb === 'adopt') return { verb, job: adoptJob(documents, values, cwd) }
  if (verb !== 'generate' && verb !== 'check')
    throw new UsageError(`there is no command ${verb}`, 'the commands are generate, check, adopt and coverage')
  if (documents.length === 0) {
    if (values.overlay !== undefined) throw new UsageError('--overlay needs a document to change', SEE_HELP)
    if (values.out !== undefined) throw new UsageError('--out needs a document to generate from', SEE_HELP)
    return { verb, job: await readConfig(resolve(cwd, values.config ?? CONFIG_FILE_NAME)) }
  }
  if (values.config !== undefined) throw new UsageError('documents are named on the command line or in --config, not both', SEE_HELP)
  if (verb === 'generate' && values.out === undefined) throw new UsageError('--out is missing: the folder to write to', SEE_HELP)
  return { verb, job: documentsJob(documents, values, cwd) }
}

function documentsJob(documents: readonly string[], values: ReturnType<typeof parse>['values'], cwd: string): CodegenJob {
  if (values.overlay !== undefined && documents.length > 1) {
    throw new UsageError(
      '--overlay changes one document, and several are named',
      'name one, or list each with its overlay in the configuration',
    )
  }
  const overlay = values.overlay === undefined ? undefined : fromRoot(cwd, values.overlay)
  const paths = documents.map((path) => fromRoot(cwd, path))
  const job = { root: cwd, documents: paths.map((spec) => ({ spec, ...defined({ overlay }) })), ownsFolders: false }
  if (values.out === undefined) return job
  const importEnding = values['import-ending'] ?? '.js'
  if (importEnding !== '.js' && importEnding !== '.ts') throw new UsageError('--import-ending is .js or .ts', SEE_HELP)
  const clients = fromRoot(cwd, values.out)
  const withOverlay = overlay === undefined ? [] : ['--overlay', overlay]
  const command = ['shotlist-codegen generate', ...paths, ...withOverlay, '--out', clients].join(' ')
  return { ...job, targets: { clients, runtime: values.runtime ?? '@shotlist/core/runtime', importEnding, command } }
}

function adoptJob([document, ...others]: readonly string[], { out, overlay }: ReturnType<typeof parse>['values'], cwd: string): AdoptJob {
  if (document === undefined) throw new UsageError('adopt needs the document of a vendor', SEE_HELP)
  if (others.length > 0) throw new UsageError('adopt takes one document', SEE_HELP)
  if (overlay !== undefined) throw new UsageError('adopt proposes an overlay, and applies none', SEE_HELP)
  return { root: cwd, document: fromRoot(cwd, document), ...defined({ out: out === undefined ? undefined : fromRoot(cwd, out) }) }
}

async function coverageJob(files: readonly string[], values: ReturnType<typeof parse>['values'], cwd: string) {
  if (values.overlay !== undefined)
    throw new UsageError('coverage takes no --overlay', 'write `overlay: FILE` beside `document` in the coverage file')
  if (files.length > 0) return { root: cwd, coverage: files.map((path) => fromRoot(cwd, path)) }
  const { root, coverage: listed } = await readConfig(resolve(cwd, values.config ?? CONFIG_FILE_NAME))
  if (listed === undefined)
    throw new UsageError('there are no coverage files', `name them, or list them in ${CONFIG_FILE_NAME} as \`coverage\``)
  return { root, coverage: listed }
}

/** A path relative to the root, so that generated files do not name folders of this machine. */
function fromRoot(cwd: string, path: string): string {
  const below = relative(cwd, resolve(cwd, path)).replaceAll('\\', '/')
  return below === '' ? '.' : below
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        out: { type: 'string', short: 'o' },
        config: { type: 'string', short: 'c' },
        overlay: { type: 'string' },
        runtime: { type: 'string' },
        'import-ending': { type: 'string' },
        help: { type: 'boolean', short: 'h' },
        version: { type: 'boolean' },
      },
    })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), SEE_HELP)
  }
}
