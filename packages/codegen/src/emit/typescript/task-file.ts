import type { TaskRules } from '@shotlist/core/contract'
import { type GeneratedFile, typescriptHeader } from '../generated-file.ts'
import { camelCase } from '../names.ts'
import { type ClientTarget, runtimeImport } from './client-target.ts'
import { docComment } from './doc-comment.ts'
import { leanTask } from './lean-tables.ts'
import { literal } from './literal.ts'

/** The constant that holds the rules of a kind of task. */
export function taskConstant(kind: string): string {
  return `${camelCase(kind)}TaskRules`
}

/** The rules of one kind of task, for the operations that start it. */
export function taskFile(kind: string, rules: TaskRules, target: ClientTarget): GeneratedFile {
  const text = [
    typescriptHeader(target.origin),
    `import type { TaskRules } from '${runtimeImport(target, 1)}'\n\n`,
    docComment([`How tasks of kind \`${kind}\` are read and judged, and what they yield.`]),
    `export const ${taskConstant(kind)}: TaskRules = ${literal(leanTask(rules))}\n`,
  ]
  return { path: `${target.folder}/tasks/${kind}.gen.ts`, text: text.join('') }
}
