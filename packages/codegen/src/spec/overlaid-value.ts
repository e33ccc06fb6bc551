import { joinPointer, splitPointer, valueAt } from './json-pointer.ts'
import { isObject, type Place } from './place.ts'
import type { SourceFile, WrittenAt } from './source-file.ts'

type Container = Record<string, unknown> | unknown[]

/** The value of a document while an overlay changes it, and where each part of it is written. */
export class OverlaidValue {
  readonly value: unknown
  /** Number of values that were added. */
  added = 0
  readonly #main: SourceFile
  /** Where members are written that are not beside their container, by container. A list has all its items here once it was changed. */
  readonly #members = new WeakMap<object, Map<string, WrittenAt>>()

  constructor(main: SourceFile) {
    this.#main = main
    this.value = structuredClone(main.value)
  }

  /** The file and pointer at which the value at a pointer is written. */
  writtenAt(pointer: string): WrittenAt {
    let written: WrittenAt = { file: this.#main, pointer: '' }
    let current: unknown = this.value
    for (const segment of splitPointer(pointer)) {
      const moved = isContainer(current) ? this.#members.get(current)?.get(segment) : undefined
      written = moved ?? { file: written.file, pointer: joinPointer(written.pointer, segment) }
      current = isContainer(current) && Object.hasOwn(current, segment) ? (current as Record<string, unknown>)[segment] : undefined
    }
    return written
  }

  /** The place of a value, in the file in which it is written. */
  placeOf(pointer: string): Place {
    return { ...this.writtenAt(pointer), value: structuredClone(valueAt(this.value, pointer)) }
  }

  /** Removes the values at pointers that were selected together. */
  remove(pointers: readonly string[]): void {
    const found = pointers.map((pointer) => {
      const parent = pointer.slice(0, pointer.lastIndexOf('/'))
      return { container: valueAt(this.value, parent), parent, key: splitPointer(pointer).at(-1) ?? '' }
    })
    // From behind, so that the indexes of a list stay those that were selected.
    for (const { container, parent, key } of found.toReversed().toSorted((a, b) => Number(b.key) - Number(a.key) || 0)) {
      if (Array.isArray(container)) {
        const items = this.#itemsOf(container, parent)
        container.splice(Number(key), 1)
        items.splice(Number(key), 1)
        this.#members.set(container, new Map(items.map((item, index) => [String(index), item])))
      } else if (isObject(container)) {
        delete (container as Record<string, unknown>)[key]
        this.#members.get(container)?.delete(key)
      }
    }
  }

  /** Merges a value into the one at a pointer, as section 4.4.3 of Overlay 1.1 says. Returns a problem if their kinds differ. */
  merge(pointer: string, added: Place): string | undefined {
    const target = valueAt(this.value, pointer)
    // An update of a list is one item of it.
    if (Array.isArray(target)) {
      this.#append(target, pointer, [added])
      return undefined
    }
    if (isObject(target) !== isObject(added.value) || Array.isArray(added.value)) {
      return `${pointer === '' ? 'the document' : pointer} is ${kindOf(target)}, and this is ${kindOf(added.value)}`
    }
    if (isObject(target)) return this.#mergeObject(target, pointer, added)
    this.#set(valueAt(this.value, pointer.slice(0, pointer.lastIndexOf('/'))), splitPointer(pointer).at(-1) ?? '', added)
    return undefined
  }

  #mergeObject(target: object, pointer: string, added: Place): string | undefined {
    for (const [key, value] of Object.entries(added.value as object)) {
      const place: Place = { file: added.file, pointer: joinPointer(added.pointer, key), value }
      const at = joinPointer(pointer, key)
      const known: unknown = Object.hasOwn(target, key) ? (target as Record<string, unknown>)[key] : undefined
      let problem: string | undefined
      if (known === undefined || (!isContainer(known) && !isContainer(value))) this.#set(target, key, place)
      else if (Array.isArray(known) && Array.isArray(value)) {
        const items = value.map((item: unknown, index) => ({ file: place.file, pointer: joinPointer(place.pointer, index), value: item }))
        this.#append(known, at, items)
      } else if (isObject(known) && isObject(value)) problem = this.#mergeObject(known, at, place)
      else problem = `${at} is ${kindOf(known)}, and the overlay has ${kindOf(value)}; remove it with an action before this one`
      if (problem !== undefined) return problem
    }
    return undefined
  }

  #append(list: unknown[], pointer: string, places: readonly Place[]): void {
    this.#itemsOf(list, pointer)
    for (const place of places) this.#set(list, String(list.length), place)
  }

  #itemsOf(list: unknown[], pointer: string): WrittenAt[] {
    const items = list.map((_, index) => this.writtenAt(joinPointer(pointer, index)))
    this.#members.set(list, new Map(items.map((item, index) => [String(index), item])))
    return items
  }

  #set(container: unknown, key: string, { file, pointer, value }: Place): void {
    if (!isContainer(container)) return
    const copy: unknown = structuredClone(value)
    this.added += countValues(copy)
    ;(container as Record<string, unknown>)[key] = copy
    const members = this.#members.get(container) ?? new Map<string, WrittenAt>()
    members.set(key, { file, pointer })
    this.#members.set(container, members)
  }
}

function isContainer(value: unknown): value is Container {
  return typeof value === 'object' && value !== null
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list'
  return isObject(value) ? 'a map' : 'a single value'
}

function countValues(value: unknown): number {
  if (!isContainer(value)) return 1
  return Object.values(value).reduce((count: number, member) => count + countValues(member), 1)
}
