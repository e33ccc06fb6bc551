import { createHash } from 'node:crypto'
import { dirname, relative, resolve } from 'node:path'
import type { Issue } from '../issues/issue.ts'
import { valueAt } from './json-pointer.ts'
import { applyOverlay } from './overlay.ts'
import { parseSource } from './parse-source.ts'
import { isObject, type Place, placeKey } from './place.ts'
import { readText } from './read-text.ts'
import type { SourceFile } from './source-file.ts'

/** The target of a reference, or the reason that it has none. */
export type Resolved = { readonly place: Place } | { readonly problem: string }

type Text = { name: string; path?: string; text: string }

/** A document and the files it refers to, each read once. */
export class SourceSet {
  readonly main: SourceFile
  /** The overlay that was applied to the document's first file. */
  readonly overlay?: SourceFile
  /** Syntax errors of all files. */
  readonly issues: Issue[] = []
  readonly #files = new Map<string, SourceFile | string>()

  readonly #mayRead: (path: string) => boolean

  constructor(source: Text, { mayRead = () => true, overlay }: { mayRead?: (path: string) => boolean; overlay?: Text } = {}) {
    this.#mayRead = mayRead
    this.main = this.#parse(source)
    if (overlay !== undefined) {
      this.overlay = this.#parse(overlay)
      const applied =
        this.issues.length > 0 ? { file: { ...this.main, value: undefined }, issues: [] } : applyOverlay(this.main, this.overlay)
      this.main = applied.file
      this.issues.push(...applied.issues)
    }
    if (source.path !== undefined) this.#files.set(source.path, this.main)
  }

  /** All files read so far; the document's first file comes first. */
  get files(): SourceFile[] {
    const others = [...this.#files.values()].filter((file) => typeof file !== 'string' && file !== this.main) as SourceFile[]
    return [this.main, ...others]
  }

  /** SHA-256 (hex) of the text of the document's first file, of all files it refers to, in the order of the references, and of its overlay. */
  hash(): string {
    const hash = createHash('sha256')
    for (const file of this.files) hash.update(file.text)
    if (this.overlay !== undefined) hash.update(this.overlay.text)
    return hash.digest('hex')
  }

  /** Follows one reference (`#/components/schemas/A`, `other.yaml#/A`), as a file holds it. */
  resolve(reference: string, from: SourceFile): Resolved {
    const hash = reference.indexOf('#')
    const location = hash === -1 ? reference : reference.slice(0, hash)
    const fragment = hash === -1 ? '' : reference.slice(hash + 1)
    const file = location === '' ? from : this.#open(location, from)
    if (typeof file === 'string') return { problem: file }
    if (fragment !== '' && !fragment.startsWith('/')) return { problem: `${reference} is no JSON pointer: it must begin with "#/"` }
    const pointer = decode(fragment)
    const value = valueAt(file.value, pointer)
    return value === undefined ? { problem: `there is nothing at ${reference}` } : { place: { file, pointer, value } }
  }

  /** Follows references to a value that is not a reference. `undefined` if a target is missing or the references are circular. */
  deref(place: Place | undefined): Place | undefined {
    let current = place
    for (let hops = 0; hops < 50 && current !== undefined; hops += 1) {
      const reference = isObject(current.value) ? current.value['$ref'] : undefined
      if (typeof reference !== 'string') return current
      const resolved = this.resolve(reference, current.file)
      current = 'place' in resolved ? resolved.place : undefined
    }
    return undefined
  }

  /** Some places, and all that their references lead to, each once. */
  follow(places: readonly Place[]): Place[] {
    const found = new Map<string, Place>()
    const queue = [...places]
    for (let place = queue.pop(); place !== undefined; place = queue.pop()) {
      const key = placeKey(place)
      if (found.has(key)) continue
      found.set(key, place)
      for (const reference of referencesIn(place.value)) {
        const target = this.resolve(reference, place.file)
        if ('place' in target) queue.push(target.place)
      }
    }
    return [...found.values()]
  }

  #open(location: string, from: SourceFile): SourceFile | string {
    if (/^[a-z][a-z0-9+.-]*:/i.test(location)) return `${location} is not a relative file: documents are never fetched from the network`
    if (from.path === undefined) return `${location} cannot be found: this document was given as text, without a file`
    const path = resolve(dirname(from.path), decode(location))
    const known = this.#files.get(path)
    if (known !== undefined) return known
    if (!this.#mayRead(path)) return `the file ${location} may not be read: it lies outside the project, or where keys are kept`
    const read = readText(path)
    const file =
      'problem' in read ? `the file ${location} ${read.problem}` : this.#parse({ name: this.#nameOf(path), path, text: read.text })
    this.#files.set(path, file)
    return file
  }

  #parse(source: Text): SourceFile {
    const { file, issues } = parseSource(source)
    this.issues.push(...issues)
    return file
  }

  /** A name relative to the first file's name, so that `file:line` can be clicked like that of the first file. */
  #nameOf(path: string): string {
    if (this.main.path === undefined) return path
    const base = dirname(this.main.name)
    const name = relative(dirname(this.main.path), path)
    return base === '.' ? name : `${base}/${name}`
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** The references inside a value, those of a discriminator included. */
function* referencesIn(value: unknown): Generator<string> {
  if (typeof value !== 'object' || value === null) return
  for (const [key, inner] of Object.entries(value) as [string, unknown][]) {
    if (key === '$ref' && typeof inner === 'string') yield inner
    else if (key === 'mapping' && isObject(inner)) {
      for (const target of Object.values(inner)) if (typeof target === 'string' && target.includes('#')) yield target
    }
    yield* referencesIn(inner)
  }
}
