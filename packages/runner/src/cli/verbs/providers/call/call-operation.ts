import { resolve } from 'node:path'
import { defined } from '@shotlist/codegen/defined'
import type { OperationKind } from '@shotlist/core/contract'
import { UsageError } from '../../../../errors/input-errors.ts'
import { mediaType } from '../../../../files/upload-input.ts'
import { allFiles, type PlacedFile } from '../../../../job/job-state.ts'
import { priceInstance } from '../../../../plan/instances/price-instance.ts'
import { pathFor } from '../../../../plan/outputs/output-names.ts'
import type { Plan } from '../../../../plan/plan.ts'
import { unitOf } from '../../../../plan/total.ts'
import { runPlan } from '../../../../run/run-plan.ts'
import { eventLine } from '../../../../show/reporters/event-line.ts'
import { createPaint } from '../../../../show/text/output.ts'
import { printJson } from '../../../../show/text/print-json.ts'
import { visible } from '../../../../show/text/visible.ts'
import { readPlainFile, reasonOf } from '../../../../store/durable/plain-files.ts'
import { Journal } from '../../../../store/journal/journal.ts'
import { makeStateFolder, stateFolder } from '../../../../store/state-folder.ts'
import { EXIT, statusOfOutcome } from '../../../exit-status.ts'
import { documentOf } from '../../../options/document-options.ts'
import { allowsUnknown } from '../../../options/manifest-options.ts'
import { confirmHosts } from '../../../options/named-hosts.ts'
import { connectFromEnv } from '../../../project/connect-from-env.ts'
import { checkOperation, findProvider, openCatalog, splitName } from '../../../project/open-catalog.ts'
import type { VerbContext, VerbOptions } from '../../../verb.ts'
import { type PlannedCall, planCall } from './plan-call.ts'
import { acceptedFields, checkCall, type Fields, readCallFields } from './read-fields.ts'
import { wireRequest } from './wire-request.ts'

/** `shotlist call`: one operation. One that starts a task runs as a job, with a journal; any other returns its response at once. */
export async function callOperation(context: VerbContext, [name = '', ...words]: readonly string[], options: VerbOptions): Promise<number> {
  const call = await readCall(context, name, { words, options })
  const { kind, fileTypes } = call.model.table.operations[call.operation] ?? {}
  if (fileTypes !== undefined) requireOutput(call, kind)
  if (kind === 'task' || fileTypes !== undefined) {
    const plan = await planCall(context, call)
    if (options['dryRun'] === true) return showPlanned(context, plan, call)
    await confirmHosts(context, [call], options)
    return renderCall(context, { plan, options })
  }
  if (kind !== 'upload') checkCall(context, call)
  if (options['dryRun'] === true) {
    const { provider, operation, fields: request } = call
    printJson({ provider, operation, request, price: priceOf(call), ...(await wireOf(context, call)) }, context.stdout)
    return EXIT.done
  }
  await confirmHosts(context, [call], options)
  printJson(await answerOf(context, call, options), context.stdout)
  return EXIT.done
}

/** A response that is a file is written to one, and only a job does that. */
function requireOutput({ provider, operation, output }: PlannedCall, kind: OperationKind | undefined): void {
  if (kind === 'query') throw new UsageError(`${provider}/${operation} answers with a file, which \`call\` keeps only of paid operations`)
  if (output === undefined) throw new UsageError(`${provider}/${operation} answers with a file: name it with --output`)
}

function priceOf({ model, operation, fields }: PlannedCall): unknown {
  const table = model.table.operations[operation]
  return table === undefined ? undefined : priceInstance(fields, { money: model.table.money, table })
}

async function readCall(
  { cwd }: VerbContext,
  name: string,
  { words, options }: { words: readonly string[]; options: VerbOptions },
): Promise<PlannedCall> {
  const document = documentOf(options)
  const catalog = await openCatalog({ cwd, manifest: undefined, document })
  const [provider, operation] = splitName(name)
  const model = findProvider(provider, { catalog, verb: 'call' })
  if (operation === undefined) {
    throw new UsageError(`name an operation of ${provider}`, { hint: `Its operations are ${Object.keys(model.operations).join(', ')}.` })
  }
  checkOperation(provider, operation, model)
  const fields = { ...inputOf(text(options['input'])), ...readCallFields(words, acceptedFields(model, operation)) }
  return {
    provider,
    model,
    operation,
    fields,
    document,
    region: text(options['region']),
    output: text(options['output']),
    allowUnknown: allowsUnknown(options),
  }
}

function bytesOf(path: string): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(readPlainFile(path))
  } catch (cause) {
    throw new UsageError(`${path} cannot be read: ${reasonOf(cause)}`, { cause })
  }
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function inputOf(json: string | undefined): Fields {
  if (json === undefined) return {}
  try {
    const input = JSON.parse(json) as unknown
    if (typeof input === 'object' && input !== null && !Array.isArray(input)) return input as Fields
  } catch (error) {
    throw new UsageError('--input is not valid JSON', { cause: error })
  }
  throw new UsageError('--input needs a JSON object')
}

async function showPlanned(context: VerbContext, { instances }: Awaited<ReturnType<typeof planCall>>, call: PlannedCall): Promise<number> {
  const { provider, operation, with: request = {}, price } = instances[0] ?? {}
  printJson({ provider, operation, request, price, ...(await wireOf(context, { ...call, fields: request })) }, context.stdout)
  return EXIT.done
}

async function wireOf({ env }: VerbContext, call: PlannedCall) {
  return defined({ wire: await wireRequest(call, env) })
}

/** The response of an upload, a query, or an operation that charges without a task. */
async function answerOf(context: VerbContext, { model, operation, fields, region }: PlannedCall, options: VerbOptions): Promise<unknown> {
  const { client } = connectFromEnv(context, options)({ model, ...defined({ region }) })
  const { upload, files = {} } = model.table.operations[operation] ?? {}
  if (upload === undefined) {
    const given = await withContents(context, fields, files)
    const { outputs, body } = await client.call(operation, given, { signal: context.signal })
    return { outputs, body }
  }
  const source = fields[upload.file] ?? (upload.url === undefined ? undefined : fields[upload.url])
  const { [upload.file]: _file, [upload.url ?? '']: _url, ...rest } = fields
  const file = await fileOf(context, source, upload.file)
  const { value, outputs, body } = await client.upload(operation, file, {
    signal: context.signal,
    fields: rest as Record<string, string | number | boolean>,
  })
  return { value, outputs, body }
}

/** The fields with the contents of the files that go inside the request. */
async function withContents(context: VerbContext, fields: Fields, files: Readonly<Record<string, unknown>>): Promise<Fields> {
  const entries = Object.entries(fields).map(async ([name, value]) => {
    const read = (item: unknown): unknown => (typeof item === 'object' ? fileOf(context, item, name) : item)
    if (Array.isArray(value) && `/${name}/-` in files) return [name, await Promise.all(value.map(read))] as const
    return [name, `/${name}` in files ? await read(value) : value] as const
  })
  return Object.fromEntries(await Promise.all(entries))
}

async function fileOf({ cwd }: VerbContext, source: unknown, field: string) {
  if (typeof source === 'object' && source !== null && 'url' in source) return { url: String(source.url) }
  const path = typeof source === 'object' && source !== null && 'file' in source ? source.file : source
  if (typeof path !== 'string') throw new UsageError(`--${field} is required: a file or a URL`)
  if (/^https?:\/\//i.test(path)) return { url: path }
  return { data: new Blob([bytesOf(resolve(cwd, path))]), name: path.split(/[\\/]/).at(-1) ?? path, type: mediaType(path) }
}

/**
 * Runs a call's plan and prints the result. The same command continues an interrupted call; after a finished call it makes a new one.
 */
async function renderCall(context: VerbContext, { plan, options }: { plan: Plan; options: VerbOptions }): Promise<number> {
  const { stdout, stderr, color, signal } = context
  const [id = ''] = plan.instances.map((instance) => instance.id)
  const state = stateFolder(plan.root, 'calls')
  makeStateFolder(state)
  const isBegun = isUnderWay(state.journal, plan)
  const words = { paint: createPaint(color), unit: unitOf(plan.instances), isAskedFor: !isBegun }
  const { outcome } = await runPlan({
    plan,
    verb: 'call',
    state,
    connect: connectFromEnv(context, options),
    onEvent: (event) => {
      const line = event.event === 'run.started' ? undefined : eventLine(event, words)
      if (line !== undefined) stderr.write(`${line}\n`)
    },
    signal,
    overwrite: options['overwrite'] === true,
    force: isBegun ? new Set() : new Set([id]),
  })
  const journal = Journal.openReadOnly(state.journal, plan.manifestPath)
  try {
    const job = journal.jobs.get(id)?.state
    if (job?.phase !== 'done') return statusOfOutcome(outcome)
    const { outputs, taskId, key, charged } = job
    if (options['json'] === true) {
      const [file, ...others] = allFiles(job).map((one) => facts(one, String(options['output'])))
      const known = { ...file, ...defined({ others: others.length === 0 ? undefined : others }) }
      printJson({ task_id: taskId ?? null, key, credits: charged ?? null, outputs, ...known }, stdout)
    } else {
      for (const [name, value] of Object.entries(outputs)) {
        const values = typeof value === 'object' ? value : [value]
        for (const one of values) stdout.write(`${visible(`${name}: ${one}`)}\n`)
      }
    }
    return statusOfOutcome(outcome)
  } finally {
    journal.close()
  }
}

function isUnderWay(path: string, { manifestPath, instances }: Plan): boolean {
  const journal = Journal.open(path, manifestPath)
  try {
    if (journal.isBehind) return true
    const phase = journal.jobs.get(instances[0]?.id ?? '')?.state.phase
    return phase !== undefined && phase !== 'done' && phase !== 'failed'
  } finally {
    journal.close()
  }
}

/** The facts of a file, with its path as the user wrote that of the output. */
function facts({ path, part, modifiedMs: _modified, ...rest }: PlacedFile, output: string) {
  return { file: pathFor(output, { path, ...defined({ part }) }), ...rest }
}
