import type { OutputRule } from '../documents/terms.ts'
import { clearAll, type Draft, writeFirst } from './draft.ts'
import type { Json } from './json.ts'

const fileTypes = new Set<OutputRule['type']>(['video', 'image', 'audio'])

/** Whether an output is the URL of a file. */
export function isFileOutput(rule: OutputRule): boolean {
  return fileTypes.has(rule.type)
}

/** The output that is the file a job downloads. */
export function mainFile(outputs: Readonly<Record<string, OutputRule>>): [name: string, rule: OutputRule] | undefined {
  return Object.entries(outputs).find(([, rule]) => isFileOutput(rule))
}

/** Writes the values that are known where the document reads its outputs; the example's stand for the others. */
export function writeOutputs(draft: Draft, rules: Readonly<Record<string, OutputRule>>, values: Readonly<Record<string, Json>>): void {
  for (const [name, rule] of Object.entries(rules)) {
    const value = Object.hasOwn(values, name) ? values[name] : undefined
    if (value !== undefined) writeFirst(draft, rule.from, value)
  }
}

/** Takes the files out of an answer about a task that has none yet. */
export function clearFiles(draft: Draft, rules: Readonly<Record<string, OutputRule>>): void {
  for (const rule of Object.values(rules)) if (isFileOutput(rule)) clearAll(draft, rule.from)
}
