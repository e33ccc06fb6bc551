import type { OperationModel, ProviderModel } from '@shotlist/codegen'
import { usd } from '../../../errors/amounts.ts'
import { alignColumns } from '../../../show/text/columns.ts'
import { brief, briefLines } from '../../../show/text/visible.ts'
import { paragraph, section } from './section.ts'
import type { TextOptions } from './text-options.ts'

type Options = TextOptions & { readonly env: Readonly<Record<string, string | undefined>> }

/** A provider for a person: who it is, what it needs, and what it offers. */
export function providerText(id: string, model: ProviderModel, options: Options): string {
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

function facts({ table }: ProviderModel, { env }: Options): readonly (readonly string[])[] {
  const { money, limits, servers, idempotency } = table
  const regions = servers.map(({ region, url }, index) => [index === 0 ? 'regions' : '', `${region}: ${url}`])
  return [
    [
      'key',
      `${table.env.key} (${env[table.env.key] === undefined ? 'not set' : 'set'})${table.keyUrl === undefined ? '' : `, from ${table.keyUrl}`}`,
    ],
    ['base URL', `${table.env.baseUrl} replaces it`],
    ...regions,
    ['limits', `${limits.inFlight} tasks in flight, ${limits.requestsPerMinute} requests a minute`],
    ['prices in', money.usd === undefined ? `${money.unit} (worth in USD not published)` : `${money.unit} (${usd(money.usd)} each)`],
    [
      'repeating a submission',
      idempotency === undefined
        ? 'may be charged again: one whose answer is lost waits for you to decide'
        : `safe: recognised by its ${idempotency}`,
    ],
    ['document', `version ${table.document.version}`],
  ]
}

const kinds: Readonly<Record<OperationModel['kind'], string>> = {
  task: 'renders',
  charge: 'answers at once, charged',
  upload: 'takes a file',
  query: 'free',
}

function operationRow({ name, kind, title, deprecated }: OperationModel, { paint }: Options): readonly string[] {
  return [paint('cyan', name), brief(title), paint('dim', `${kinds[kind]}${deprecated ? ', deprecated' : ''}`)]
}
