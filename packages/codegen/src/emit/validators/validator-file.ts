import type { OperationModel } from '../../ir/model.ts'
import { type GeneratedFile, typescriptHeader } from '../generated-file.ts'
import { type ClientTarget, runtimeImport, siblingImport } from '../typescript/client-target.ts'
import { validatorCode } from './validator-code.ts'
import { validatorRuntime } from './validator-runtime.ts'

/** The validator of an operation's input, compiled ahead of time. */
export function validatorFile(operation: OperationModel, target: ClientTarget): GeneratedFile {
  const { code, imports } = validatorCode(operation.input)
  const text = [
    typescriptHeader(target.origin),
    '// @ts-nocheck Written by ajv, which writes JavaScript without types.\n',
    `import type { Validator } from '${runtimeImport(target, 1)}'\n`,
    imports.length === 0 ? '' : `import { ${imports.toSorted().join(', ')} } from '${siblingImport(target, './runtime.gen')}'\n`,
    `\n${code.replace(/^export const validate = (\w+)$/m, `/** Checks the input of \`${operation.name}\`; the mistakes are in \`errors\`. */\nexport const validate: Validator = $1`)}\n`,
  ]
  return { path: `${target.folder}/validators/${operation.name}.gen.ts`, text: text.join('') }
}

/** The module that the validators of a provider take their few functions from. */
export function validatorRuntimeFile(target: ClientTarget): GeneratedFile {
  return { path: `${target.folder}/validators/runtime.gen.ts`, text: `${typescriptHeader(target.origin)}\n${validatorRuntime()}` }
}
