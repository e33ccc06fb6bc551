import type { OperationTable } from '@shotlist/core/contract'
import type { OperationModel } from '../../ir/model.ts'
import { type GeneratedFile, typescriptHeader } from '../generated-file.ts'
import { constantName } from '../names.ts'
import { type ClientTarget, runtimeImport, siblingImport } from './client-target.ts'
import { docComment } from './doc-comment.ts'
import { operationType, operationTypes } from './operation-types.ts'

/** An operation with its validator: the one that users are given unless they ask for less. */
export function checkedFile(operation: OperationModel, table: OperationTable, target: ClientTarget): GeneratedFile {
  const { name, title } = operation
  const constant = constantName(name)
  const types = Object.values(operationTypes(operation, table)).map((type) => `type ${type}`)
  const check = Object.keys(table.uploads).length === 0 ? 'plainCheck' : 'inputCheck'
  const validator = `    validator: async () => (await import('${siblingImport(target, `../validators/${name}.gen`)}')).validate,\n`
  const text = [
    typescriptHeader(target.origin),
    `import { type Operation, ${check} } from '${runtimeImport(target, 1)}'\n`,
    `import { ${[`${constant} as unchecked`, ...types].join(', ')} } from '${siblingImport(target, `../operations/${name}.gen`)}'\n`,
    `import { fits } from '${siblingImport(target, `../checks/${name}.gen`)}'\n`,
    docComment([`${title}: give it to \`connect\` for a client of few operations. Inputs are checked before they are sent.`]),
    `export const ${constant}: ${operationType(operation, table)} = {\n`,
    `  ...unchecked,\n  check: /* @__PURE__ */ ${check}(fits, {\n${validator}  }),\n}\n`,
  ]
  return { path: `${target.folder}/checked/${name}.gen.ts`, text: text.join('') }
}
