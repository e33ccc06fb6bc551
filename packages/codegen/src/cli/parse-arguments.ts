import { relative, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { CodegenJob } from '../commands/codegen-job.ts'
import { configFileName, readConfig } from '../commands/read-config.ts'
import { UsageError } from '../commands/usage-error.ts'

/** What the command line asks for. */
export type Invocation =
  | { readonly verb: 'generate' | 'check'; readonly job: CodegenJob }
  | { readonly verb: 'coverage'; readonly job: Pick<CodegenJob, 'root' | 'coverage'> }
  | { readonly verb: 'help' }
  | { readonly verb: 'version' }

const seeHelp = 'see shotlist-codegen --help'

/**
 * Reads a command line.
 *
 * @param argv Without the program's own name.
 * @throws UsageError when it is not understood.
 */
export async function parseArguments(argv: readonly string[], cwd: string): Promise<Invocation> {
  const { values, positionals } = parse(argv)
  if (values.version) return { verb: 'version' }
  const [verb, ...documents] = positionals
  if (values.help || verb === undefined || verb === 'help') return { verb: 'help' }
  if (verb === 'coverage') return { verb, job: await coverageJob(documents, values, cwd) }
  if (verb !== 'generate' && verb !== 'check')
    throw new UsageError(`there is no command ${verb}`, 'the commands are generate, check and coverage')
  if (documents.length === 0) {
    if (values.out !== undefined) throw new UsageError('--out needs a document to generate from', seeHelp)
    return { verb, job: await readConfig(resolve(cwd, values.config ?? configFileName)) }
  }
  if (values.config !== undefined) throw new UsageError('documents are named on the command line or in --config, not both', seeHelp)
  if (verb === 'generate' && values.out === undefined) throw new UsageError('--out is missing: the folder to write to', seeHelp)
  return { verb, job: documentsJob(documents, values, cwd) }
}

function documentsJob(documents: readonly string[], values: ReturnType<typeof parse>['values'], cwd: string): CodegenJob {
  const job = { root: cwd, documents: documents.map((path) => fromRoot(cwd, path)), ownsFolders: false }
  if (values.out === undefined) return job
  const importEnding = values['import-ending'] ?? '.js'
  if (importEnding !== '.js' && importEnding !== '.ts') throw new UsageError('--import-ending is .js or .ts', seeHelp)
  const clients = fromRoot(cwd, values.out)
  const command = ['shotlist-codegen generate', ...job.documents, '--out', clients].join(' ')
  return { ...job, targets: { clients, runtime: values.runtime ?? '@shotlist/core/runtime', importEnding, command } }
}

async function coverageJob(files: readonly string[], values: ReturnType<typeof parse>['values'], cwd: string) {
  if (files.length > 0) return { root: cwd, coverage: files.map((path) => fromRoot(cwd, path)) }
  const { root, coverage } = await readConfig(resolve(cwd, values.config ?? configFileName))
  if (coverage === undefined)
    throw new UsageError('there are no coverage files', `name them, or list them in ${configFileName} as \`coverage\``)
  return { root, coverage }
}

/** Paths are kept relative, so that no machine's folders end up in a generated file. */
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
        runtime: { type: 'string' },
        'import-ending': { type: 'string' },
        help: { type: 'boolean', short: 'h' },
        version: { type: 'boolean' },
      },
    })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), seeHelp)
  }
}
