import type { FileRule } from '../contract/index.ts'
import { InvalidInputError } from '../errors/invalid-input-error.ts'
import { withinTime } from '../http/time-scope.ts'
import { fieldName, mapAt } from '../json/pointer.ts'
import { checkUpload } from '../transfer/check-upload.ts'
import { type FileInput, isFileInput, uploadSource } from '../transfer/file-input.ts'
import { isNamedFile, type NamedFile } from './build-request.ts'

type Input = Readonly<Record<string, unknown>>

/** The part of an operation that says which fields take a file. */
type WithFiles = { readonly name: string; readonly files?: Readonly<Record<string, FileRule>> }

/** The part of a client that reading files needs. */
type Reader = Pick<Parameters<typeof withinTime>[1], 'clock'> & { readonly signal: AbortSignal | undefined }

/** Puts the files of an input inside the request. Passed to operations that have such fields, so that other bundles do not hold it. */
export type FileEmbedding = {
  /**
   * Reads the input's files and checks them. A file that was read before is kept.
   *
   * @throws InvalidInputError for a file that the provider does not accept.
   */
  read(context: Reader, operation: WithFiles, input: Input): Promise<Input>
  /** Writes the files that were read as the document says. */
  write(operation: WithFiles, input: Input): Promise<Input>
}

export const FILE_EMBEDDING: FileEmbedding = { read, write }

async function read({ clock, signal }: Reader, { name, files = {} }: WithFiles, input: Input): Promise<Input> {
  const sources = new Map<FileInput, ReturnType<typeof uploadSource>>()
  const sourceOf = (file: FileInput): ReturnType<typeof uploadSource> => {
    const source = sources.get(file) ?? uploadSource(file)
    sources.set(file, source)
    return source
  }
  const readOne = async (value: unknown, pointer: string, rule: FileRule): Promise<unknown> => {
    const place = { pointer, file: fieldName(pointer), accepts: rule.accepts }
    const refuse = (message: string): Error => new InvalidInputError(name, [{ pointer, message: `${place.file} ${message}` }])
    if (typeof value === 'string') {
      if (!value.startsWith('data:')) return value
      const blob = blobOfDataUri(value)
      if (blob === undefined) throw refuse('is not a valid data: URI')
      return { blob: await checkUpload(name, blob, place), name: 'file' }
    }
    if (!isFileInput(value) || isNamedFile(value)) return value
    const given = await sourceOf(value)
    if (given === undefined) throw refuse('must be a file: a Blob (in Node: await openAsBlob(path)), bytes, or a stream')
    if ('blob' in given) return { ...given, blob: await checkUpload(name, given.blob, place) }
    if (rule.url === true) return given.url
    throw refuse('must be a file: the provider does not fetch URLs here')
  }
  const changes = mapEach(input, files, readOne)
  // Reading the caller's stream has no time limit; only the transfer has one.
  return withinTime(changes, { operation: name, signals: [signal], timeoutMs: Number.POSITIVE_INFINITY, clock })
}

async function write({ files = {} }: WithFiles, input: Input): Promise<Input> {
  let result = input
  for (const [pattern, { typeField }] of Object.entries(files)) {
    if (typeField !== undefined) result = withTypes(result, pattern, typeField)
  }
  return mapEach(result, files, async (value, _pointer, { as }) => {
    if (!isNamedFile(value) || as === 'part') return value
    const text = base64(new Uint8Array(await value.blob.arrayBuffer()))
    return as === 'base64' ? text : `data:${typeOf(value)};base64,${text}`
  })
}

/** Copies an input with the value at each file's place replaced. */
async function mapEach(
  input: Input,
  files: NonNullable<WithFiles['files']>,
  change: (value: unknown, pointer: string, rule: FileRule) => Promise<unknown>,
): Promise<Input> {
  let result = input
  for (const [pattern, rule] of Object.entries(files)) {
    const pending: Promise<readonly [string, unknown]>[] = []
    mapAt(result, pattern, (value, pointer) => pending.push(change(value, pointer, rule).then((changed) => [pointer, changed])))
    const changed = new Map(await Promise.all(pending))
    result = mapAt(result, pattern, (_value, pointer) => changed.get(pointer))
  }
  return result
}

/** Writes the type of each file into the field beside it, unless the caller gave one. */
function withTypes(input: Input, pattern: string, typeField: string): Input {
  const end = pattern.lastIndexOf('/')
  const field = pattern.slice(end)
  return mapAt(input, pattern.slice(0, end), (holder) => {
    let type: string | undefined
    mapAt(holder, field, (value) => {
      if (isNamedFile(value)) type = typeOf(value)
      return value
    })
    const beside = holder as Input
    return type === undefined ? holder : { ...beside, [typeField]: beside[typeField] ?? type }
  })
}

function typeOf({ blob }: NamedFile): string {
  return blob.type === '' ? 'application/octet-stream' : blob.type
}

/** A multiple of 3, so that the texts of the chunks can be joined; small enough for the arguments of a call. */
const CHUNK_BYTES = 3 * 8192

function base64(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) text += btoa(String.fromCharCode(...bytes.subarray(at, at + CHUNK_BYTES)))
  return text
}

/** The file in a `data:` URI (RFC 2397); undefined if it is not valid. */
function blobOfDataUri(uri: string): Blob | undefined {
  const [, type = '', isBase64, data = ''] = /^data:([^,]*?)(;base64)?,(.*)$/is.exec(uri) ?? []
  try {
    const text = decodeURIComponent(data)
    return new Blob([isBase64 === undefined ? text : Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))], { type })
  } catch {
    return undefined
  }
}
