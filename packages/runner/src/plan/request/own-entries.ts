import { composedNames } from '@shotlist/codegen/composed-names'
import type { Entry, Node } from '../../manifest/yaml/node.ts'
import type { UsedOperation } from '../resolve-operation.ts'

type FieldNaming = Pick<UsedOperation, 'operation' | 'table'>

/**
 * Converts the entries of `with` between a list and separate fields, as the operation needs: `first_frame` and `last_frame` become
 * `frames`, or `frames` becomes those two.
 */
export function providerEntries(entries: readonly Entry[], used: FieldNaming): readonly Entry[] {
  const lists = new Map<string, Entry[]>()
  const result: (Entry | (() => Entry))[] = []
  for (const entry of entries) {
    const list = listOf(entry.key, used)
    if (list !== undefined) {
      const parts = lists.get(list)
      if (parts === undefined) {
        const first = [entry]
        lists.set(list, first)
        result.push(() => listEntry(list, first))
      } else parts.push(entry)
    } else if (entry.value.kind === 'list' && partsOf(entry.key, used).length > 0) result.push(...partEntries(entry, entry.value.items))
    else result.push(entry)
  }
  return result.map((entry) => (typeof entry === 'function' ? entry() : entry))
}

/** Whether the operation has a field for this name: by its own name, by its canonical name, or as a list or its parts. */
export function hasField(key: string, used: FieldNaming): boolean {
  return ownName(key, used) !== undefined || listOf(key, used) !== undefined || partsOf(key, used).length > 0
}

/** The operation's list that has this name as a part. */
function listOf(key: string, used: FieldNaming): string | undefined {
  if (ownName(key, used) !== undefined) return undefined
  return Object.keys(composedNames).find((list) => composedNames[list]?.includes(key) === true && ownName(list, used) !== undefined)
}

/** The operation's fields for the parts of a list of this name, in order; empty if it has no such fields. */
export function partsOf(key: string, used: FieldNaming): readonly string[] {
  const parts = Object.hasOwn(composedNames, key) ? composedNames[key] : undefined
  return parts?.every((part) => ownName(part, used) !== undefined) === true && ownName(key, used) === undefined ? parts : []
}

function listEntry(list: string, parts: readonly Entry[]): Entry {
  const order = composedNames[list] ?? []
  const inOrder = parts.toSorted((left, right) => order.indexOf(left.key) - order.indexOf(right.key))
  const [first] = parts
  const last = parts.at(-1)
  if (first === undefined || last === undefined) throw new Error(`nothing is given for ${list}`)
  const items = inOrder.map(({ value }) => value)
  return { key: list, keyPlace: first.keyPlace, value: { ...first.keyPlace, end: last.value.end, kind: 'list', items } }
}

function partEntries(entry: Entry, items: readonly Node[]): Entry[] {
  const parts = composedNames[entry.key] ?? []
  return items.map((value, index) => ({ key: parts[index] ?? entry.key, keyPlace: entry.keyPlace, value }))
}

/** The operation's own name of a field, given its own or its canonical name; `undefined` if it has no such field. */
export function ownName(key: string, { operation, table }: Pick<UsedOperation, 'operation' | 'table'>): string | undefined {
  if (operation.fields.some(({ name }) => name === key)) return key
  return Object.hasOwn(table.canonical, key) ? table.canonical[key] : undefined
}
