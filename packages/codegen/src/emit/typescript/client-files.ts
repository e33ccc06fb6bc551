import type { ProviderModel } from '../../ir/model.ts'
import { checkFile } from '../checks/check-file.ts'
import type { GeneratedFile } from '../generated-file.ts'
import { validatorFile, validatorRuntimeFile } from '../validators/validator-file.ts'
import { checkedFile } from './checked-file.ts'
import { clientFile } from './client-file.ts'
import type { ClientTarget } from './client-target.ts'
import { indexFile, uncheckedFile } from './index-file.ts'
import { operationFile } from './operation-file.ts'
import { plainFiles } from './plain-files.ts'
import { providerFile } from './provider-file.ts'
import { schemaFile, type WrittenDocument } from './schema-file.ts'
import { tableFile } from './table-file.ts'
import { taskFile } from './task-file.ts'
import { webhooksFile } from './webhooks-file.ts'

/** All files of a provider's typed client. `document` is for the types of the whole API. */
export async function clientFiles(model: ProviderModel, document: WrittenDocument, target: ClientTarget): Promise<GeneratedFile[]> {
  const operations = Object.values(model.operations)
  if (operations.length === 0) return plainFiles(model.table, document, target)
  const validators = operations.map((operation) => validatorFile(operation, target))
  return [
    await schemaFile(document, target),
    providerFile(model.table, target),
    tableFile(model.table, target),
    ...Object.entries(model.table.tasks).map(([kind, rules]) => taskFile(kind, rules, target)),
    ...operations.map((operation) => operationFile(operation, model.table, target)),
    ...operations.flatMap((operation) => {
      const table = model.table.operations[operation.name]
      return table === undefined ? [] : [checkedFile(operation, table, target), checkFile(operation, target)]
    }),
    ...validators,
    validatorRuntimeFile(target),
    clientFile(model, target),
    indexFile(model, target),
    uncheckedFile(model, target),
    ...webhooksFile(model.table, target),
  ]
}
