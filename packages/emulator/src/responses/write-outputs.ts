import type { OutputRule } from '../documents/terms.ts'
import { clearAll, type Draft, isFileOutput, writeFirst } from './draft.ts'
import type { Json } from './json.ts'
import { clearList, writeList } from './list-output.ts'

/** Writes the given outputs where the document reads them. The other outputs keep the example's values. */
export function writeOutputs(draft: Draft, rules: Readonly<Record<string, OutputRule>>, values: Readonly<Record<string, Json>>): void {
  for (const [name, rule] of Object.entries(rules)) {
    const value = Object.hasOwn(values, name) ? values[name] : undefined
    if (value === undefined) continue
    if (rule.body === true) draft.file = String(value)
    else if (Array.isArray(value)) writeList(draft, rule.from, value)
    else writeFirst(draft, rule.from, value)
  }
}

/** Removes the file outputs from the response about a task that has no files yet. */
export function clearFiles(draft: Draft, rules: Readonly<Record<string, OutputRule>>): void {
  for (const rule of Object.values(rules)) {
    if (!isFileOutput(rule)) continue
    if (rule.body === true) draft.file = undefined
    else if (rule.list === true) clearList(draft, rule.from)
    else clearAll(draft, rule.from)
  }
}
