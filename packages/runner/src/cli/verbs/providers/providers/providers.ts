import { count } from '../../../../errors/amounts.ts'
import { alignColumns, narrow } from '../../../../show/text/columns.ts'
import { createPaint } from '../../../../show/text/output.ts'
import { printJson } from '../../../../show/text/print-json.ts'
import { visible } from '../../../../show/text/visible.ts'
import { DOCUMENT_OPTIONS, documentOf } from '../../../options/document-options.ts'
import { MANIFEST_ARGUMENT } from '../../../options/manifest-options.ts'
import { ENV_FILE_OPTION, keyIn } from '../../../project/env-file.ts'
import { modelsOf, openCatalog } from '../../../project/open-catalog.ts'
import type { Verb } from '../../../verb.ts'
import { providerObject } from '../describe/operation-object.ts'

export const providers: Verb = {
  name: 'providers',
  group: 'providers',
  summary: 'lists the providers that can be used',
  arguments: [MANIFEST_ARGUMENT],
  options: [...DOCUMENT_OPTIONS, ENV_FILE_OPTION, { flags: '--json', description: 'write the list as JSON' }],
  examples: [{ command: 'shotlist providers', does: 'lists the shipped providers and those of shotlist.yaml' }],
  async run(context, [manifest], options) {
    const catalog = await openCatalog({ cwd: context.cwd, manifest, document: documentOf(options) })
    const models = modelsOf(catalog)
    if (options['json'] === true) {
      printJson(
        models.map(([id, model]) => providerObject(id, model, context)),
        context.stdout,
      )
      return 0
    }
    const paint = createPaint(context.color)
    const head = ['provider', 'title', 'operations', 'regions', 'key'].map((title) => paint('dim', title))
    const rows = models.map(([id, { table, operations }]) => [
      paint('bold', id),
      visible(table.title),
      count(Object.keys(operations).length, 'operation'),
      visible(table.servers.map(({ region }) => region).join(', ')),
      keyIn(context, table.env.key) === undefined
        ? `${table.env.key} ${paint('yellow', '(not set)')}`
        : `${table.env.key} ${paint('green', '(set)')}`,
    ])
    const { columns } = context.stdout
    context.stdout.write(alignColumns(narrow([head, ...rows], { columns, dispensable: [3, 1, 2] }).rows, { columns }))
    context.stdout.write('\n`shotlist describe <provider>` shows details. `shotlist rehearse` needs no key.\n')
    return 0
  },
}
