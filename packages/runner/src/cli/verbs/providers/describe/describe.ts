import { failedTasksCost, type OperationModel, type ProviderModel } from '@shotlist/codegen'
import { durationText, usd } from '../../../../errors/amounts.ts'
import { UsageError } from '../../../../errors/input-errors.ts'
import { KEY_LIFETIME_SECONDS } from '../../../../job/key-age.ts'
import type { Catalog } from '../../../../manifest/catalog/catalog.ts'
import type { Side } from '../../../../plan/move/side.ts'
import { alignColumns } from '../../../../show/text/columns.ts'
import { createPaint } from '../../../../show/text/output.ts'
import { printJson } from '../../../../show/text/print-json.ts'
import { brief, briefLines } from '../../../../show/text/visible.ts'
import { DOCUMENT_OPTIONS, documentOf } from '../../../options/document-options.ts'
import { ENV_FILE_OPTION, keyIn } from '../../../project/env-file.ts'
import { checkOperation, findProvider, openCatalog, splitName } from '../../../project/open-catalog.ts'
import type { Verb, VerbContext } from '../../../verb.ts'
import { moveOperation } from './move-operation.ts'
import { operationObject, providerObject } from './operation-object.ts'
import { matrixOf, operationText, providerMatrixText } from './operation-text.ts'
import { paragraph, section, type TextOptions } from './section.ts'

type Options = TextOptions & { readonly keys: Pick<VerbContext, 'env' | 'envFile'> }

/** A provider for a person: its settings, limits and operations. */
function providerText(id: string, model: ProviderModel, options: Options): string {
  const { table, description, operations } = model
  const head = `${options.paint('bold', id)}  ${brief(table.title)}\n\n`
  return [
    head,
    paragraph(briefLines(description), options, 0),
    section('Facts', alignColumns(facts(model, options), { indent: 2, columns: options.columns }), options),
    section(
      'Operations',
      alignColumns(
        Object.values(operations).map((operation) => operationRow(operation, options)),
        { indent: 2, columns: options.columns },
      ),
      options,
    ),
    `\n\`shotlist describe ${id}/<operation>\` shows fields, rules and prices.\n`,
  ].join('')
}

function facts({ table }: ProviderModel, { keys }: Options): readonly (readonly string[])[] {
  const { money, limits, servers, idempotency, keyLifetimeSeconds } = table
  const lifetime = durationText(keyLifetimeSeconds ?? KEY_LIFETIME_SECONDS)
  const regions = servers.map(({ region, url }, index) => [index === 0 ? 'regions' : '', `${region}: ${url}`])
  return [
    [
      'key',
      `${table.env.key} (${keyIn(keys, table.env.key) === undefined ? 'not set' : 'set'})${table.auth?.jwt === undefined ? '' : ', as ACCESS:SECRET'}${table.keyUrl === undefined ? '' : `, from ${table.keyUrl}`}`,
    ],
    ['base URL', `${table.env.baseUrl} replaces scheme, host and port`],
    ...regions,
    ['limits', `${limits.inFlight} tasks in flight, ${limits.requestsPerMinute} requests a minute`],
    ['prices in', money.usd === undefined ? `${money.unit} (worth in USD not published)` : `${money.unit} (${usd(money.usd)} each)`],
    [
      'repeating a submission',
      idempotency === undefined
        ? 'may be charged again: if a response is lost, you decide'
        : `safe for ${lifetime}${keyLifetimeSeconds === undefined ? ' (assumed)' : ''}: the provider recognises it by its ${idempotency.replace('$request.header.', '')}`,
    ],
    ...[failedTasksCost(table.tasks)].flatMap((cost) => (cost === undefined ? [] : [['failed tasks', cost]])),
    ['document', `version ${table.document.version}`],
  ]
}

const KINDS: Readonly<Record<OperationModel['kind'], string>> = {
  task: 'renders',
  charge: 'responds at once, charged',
  upload: 'uploads a file',
  query: 'free',
}

function operationRow({ name, kind, title, deprecated }: OperationModel, { paint }: Options): readonly string[] {
  return [paint('cyan', name), brief(title), paint('dim', `${KINDS[kind]}${deprecated ? ', deprecated' : ''}`)]
}

export const describe: Verb = {
  name: 'describe',
  group: 'providers',
  summary: 'shows a provider or an operation: fields, rules, prices',
  arguments: [
    { flags: '<provider[/operation]>', description: 'a provider, or one of its operations' },
    { flags: '[manifest]', description: 'a manifest with its own providers; default: shotlist.yaml, if it exists' },
  ],
  options: [
    ...DOCUMENT_OPTIONS,
    { flags: '--matrix', description: 'show what each model offers: lengths by quality, ratios, sound, switches' },
    { flags: '--to <provider>', description: 'show how to move the operation to another provider (or provider/operation)' },
    { flags: '--job <name>', description: 'with --to: move the request of this job of the manifest' },
    { flags: '--with <fields>', description: 'with --to: move this request, a JSON object' },
    ENV_FILE_OPTION,
    { flags: '--json', description: 'write it as JSON' },
  ],
  examples: [
    { command: 'shotlist describe pixverse', does: 'shows its operations, limits and the unit of its prices' },
    { command: 'shotlist describe pixverse --matrix', does: 'shows what each model offers' },
    { command: 'shotlist describe pixverse/extend', does: 'shows fields, rules, prices and an example' },
    { command: 'shotlist describe pixverse/extend --to acedata', does: 'shows which fields and values the other provider has' },
    {
      command: 'shotlist describe pixverse/text-to-video launch.yaml --job hero --to 302ai',
      does: 'rewrites the job for another provider',
    },
    { command: 'shotlist describe acme --spec acme.openapi.yaml', does: 'shows a document of your own' },
  ],
  async run(context, [name = '', manifest], options) {
    const catalog = await openCatalog({ cwd: context.cwd, manifest, document: documentOf(options) })
    const [id, operation] = splitName(name)
    const model = findProvider(id, { catalog, verb: 'describe' })
    const text = { paint: createPaint(context.color), width: Math.min(context.stdout.columns ?? 100, 120), columns: context.stdout.columns }
    const to = options['to']
    if (operation === undefined) {
      if (to !== undefined)
        throw new UsageError('--to needs an operation, not only a provider', {
          hint: `Name one: \`shotlist describe ${id}/text-to-video --to ...\`.`,
        })
      if (options['matrix'] === true) return describeMatrix(id, model, { context, text, json: options['json'] === true })
      if (options['json'] === true) printJson(providerObject(id, model, context), context.stdout)
      else context.stdout.write(providerText(id, model, { ...text, keys: context }))
      return 0
    }
    checkOperation(id, operation, model)
    if (typeof to === 'string') {
      const from = { provider: id, model, operation }
      return moveOperation(context, { from, to: targetOf(to, { catalog, operation }), manifest }, { options, text })
    }
    if (options['json'] === true) printJson(operationObject(id, model, operation), context.stdout)
    else context.stdout.write(operationText(id, model, { ...text, operation }))
    return 0
  },
}

/** The target of `--to`: the operation of the same name if it names only a provider. */
function targetOf(name: string, { catalog, operation }: { readonly catalog: Catalog; readonly operation: string }): Side {
  const [provider, named = operation] = splitName(name)
  const model = findProvider(provider, { catalog, verb: 'describe' })
  checkOperation(provider, named, model)
  return { provider, model, operation: named }
}

type MatrixOptions = { readonly context: VerbContext; readonly text: TextOptions; readonly json: boolean }

function describeMatrix(id: string, model: ProviderModel, { context, text, json }: MatrixOptions): number {
  if (json) {
    const matrices = Object.keys(model.operations).map((name) => [name, matrixOf(model, name)] as const)
    printJson({ id, matrices: Object.fromEntries(matrices.filter(([, matrix]) => matrix !== undefined)) }, context.stdout)
  } else context.stdout.write(providerMatrixText(id, model, text))
  return 0
}
