import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import type { Targets } from '../emit/emit-files.ts'
import { defined } from '../issues/defined.ts'
import type { CodegenJob, DocumentPath } from './codegen-job.ts'

/** The file with a repository's configuration. */
export const CONFIG_FILE_NAME = 'shotlist-codegen.config.json'

type Config = Targets & { readonly documents: readonly (string | DocumentPath)[]; readonly coverage?: readonly string[] }

const TEXT = { type: 'string', minLength: 1 }
const WITH_OVERLAY = { type: 'object', required: ['spec'], additionalProperties: false, properties: { spec: TEXT, overlay: TEXT } }
const CONFIG_SCHEMA = {
  type: 'object',
  required: ['documents', 'clients', 'runtime', 'importEnding', 'command'],
  additionalProperties: false,
  properties: {
    $schema: TEXT,
    documents: { type: 'array', items: { anyOf: [TEXT, WITH_OVERLAY] }, minItems: 1, uniqueItems: true },
    coverage: { type: 'array', items: TEXT, uniqueItems: true },
    clients: TEXT,
    runtime: TEXT,
    importEnding: { enum: ['.ts', '.js'] },
    catalog: TEXT,
    manifestSchema: TEXT,
    reference: TEXT,
    command: TEXT,
  },
}

/**
 * Reads a configuration. Its paths are relative to its own folder, and its folders hold only generated files.
 *
 * @throws UsageError if the file is unreadable or has a mistake.
 */
export async function readConfig(path: string): Promise<CodegenJob> {
  const content = await readFile(path, 'utf8').catch(() => undefined)
  if (content === undefined) {
    throw new UsageError(`${path} cannot be read`, `name documents to generate from, or write ${CONFIG_FILE_NAME}`)
  }
  const { documents, coverage, ...targets } = parseConfig(path, content)
  const placed = documents.map((document) => (typeof document === 'string' ? { spec: document } : document))
  return { root: dirname(resolve(path)), documents: placed, targets, ownsFolders: true, ...defined({ coverage }) }
}

function parseConfig(path: string, content: string): Config {
  const ajv = new Ajv2020({ allErrors: true })
  const validate = ajv.compile<Config>(CONFIG_SCHEMA)
  const config = parseJson(path, content)
  if (validate(config)) return config
  const problems = (validate.errors ?? []).map(({ instancePath, message, params }) => {
    const key = 'additionalProperty' in params ? ` (${String(params['additionalProperty'])})` : ''
    return `${instancePath === '' ? 'it' : instancePath.slice(1)} ${message ?? 'is wrong'}${key}`
  })
  throw new UsageError(`${path}: ${problems.join('; ')}`, `the keys are ${Object.keys(CONFIG_SCHEMA.properties).join(', ')}`)
}

function parseJson(path: string, content: string): unknown {
  try {
    return JSON.parse(content)
  } catch (error) {
    throw new UsageError(`${path} is not JSON: ${error instanceof Error ? error.message : String(error)}`, 'mend its syntax')
  }
}

/** The command line or the configuration is wrong; `hint` says what to do. Ends with exit status 2. */
export class UsageError extends Error {
  readonly hint: string
  constructor(message: string, hint: string) {
    super(message)
    this.name = 'UsageError'
    this.hint = hint
  }
}
