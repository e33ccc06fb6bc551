import type { OperationTable } from '../../documents/terms.ts'
import { linkedName } from '../../files/file-link.ts'
import { mistake, type Refusal } from '../../requests/refusal.ts'
import { hasClass } from '../../responses/error-response.ts'
import { type Json, type JsonObject } from '../../responses/json.ts'
import { pointerTokens } from '../../responses/place.ts'
import { taskState } from '../../tasks/task.ts'
import type { Upload } from '../../tasks/uploads.ts'
import type { Context } from '../context.ts'
import { earlierFile } from './task-files.ts'

/** A file that a request builds on. */
export type Source = {
  readonly field: string
  /** Its name among the emulator's files, if it is one of them. */
  readonly file: string | undefined
  readonly width: number | undefined
  readonly height: number | undefined
  readonly seconds: number | undefined
  readonly isClip: boolean
}

const SOURCE_FIELDS = ['source_video', 'source_video_id', 'video_id']

/**
 * Finds the files that a request refers to: uploads by the ids of their upload operation, finished clips by their video ids.
 * @throws Refusal if an id was never issued, or its clip is not finished.
 */
export function findSources(context: Context, operation: OperationTable, fields: JsonObject): Source[] {
  const sources: Source[] = []
  for (const [pattern, uploadOperation] of Object.entries(operation.uploads)) {
    for (const id of valuesAt(fields, pointerTokens(pattern))) {
      const upload = findUpload(context, operation, { id, uploadOperation, pattern })
      if (upload !== undefined) sources.push(sourceOfUpload(upload, pattern))
    }
  }
  for (const pattern of operation.publicUrls) {
    for (const url of valuesAt(fields, pointerTokens(pattern))) {
      const source = sourceOfUrl(context, pattern, String(url))
      if (source !== undefined) sources.push(source)
    }
  }
  for (const tokens of clipPatterns(operation)) {
    for (const id of valuesAt(fields, tokens)) {
      const source = findClip(context, tokens[0] ?? '', String(id))
      if (source !== undefined) sources.push(source)
    }
  }
  const clip = clipField(operation)
  const value = clip === undefined ? undefined : fields[clip]
  if (clip !== undefined && value !== undefined && value !== null && value !== '' && !Object.hasOwn(operation.uploads, `/${clip}`)) {
    const source = findClip(context, clip, String(value))
    if (source !== undefined) sources.push(source)
  }
  return sources
}

/** The places of finished clips inside lists and objects, by the usual names. */
function clipPatterns({ int64, uploads }: OperationTable): string[][] {
  const patterns = int64.filter((pattern) => !Object.hasOwn(uploads, pattern)).map(pointerTokens)
  return patterns.filter((tokens) => tokens.length > 1 && SOURCE_FIELDS.includes(tokens.at(-1) ?? ''))
}

/** The field with the source clip of a request: by its canonical name, otherwise by the usual names. */
function clipField(operation: OperationTable): string | undefined {
  const canonical = operation.canonical['source_video']
  if (canonical !== undefined) return canonical
  return operation.name === 'extend' ? SOURCE_FIELDS.find((field) => !operation.pathFields.includes(field)) : undefined
}

function findUpload(
  context: Context,
  operation: OperationTable,
  asked: { id: Json; uploadOperation: string; pattern: string },
): Upload | undefined {
  const id = String(asked.id)
  const upload = context.state.uploads.find(id)
  if (upload !== undefined && upload.operation === asked.uploadOperation) return upload
  // Some fields accept the id of a finished clip as well as that of an upload.
  if (context.settings.unknownIds === 'accept' || context.state.tasks.findByVideoId(id) !== undefined) return undefined
  throw unknownId(context, `${operation.name}: ${asked.pattern.slice(1)} ${id.slice(0, 80)} is not an id from ${asked.uploadOperation}`)
}

function findClip(context: Context, field: string, value: string): Source | undefined {
  const { tasks } = context.state
  const byFile = tasks.findByFile(linkedName(context.url, value) ?? '')
  const task = byFile ?? tasks.findByVideoId(value) ?? (isUrl(value) ? undefined : tasks.find(value))
  if (task === undefined) {
    if (isUrl(value)) return undefined
    if (context.settings.unknownIds === 'accept') return earlierClip(context, field, value)
    throw unknownId(context, `there is no clip ${value.slice(0, 80)}`)
  }
  if (taskState(task, context.clock.now()) !== 'succeeded') throw mistake('invalid-request', `the clip ${value} is not finished`)
  const { file } = task
  return { field, file: file?.name, width: file?.width, height: file?.height, seconds: file?.seconds, isClip: true }
}

function earlierClip(context: Context, field: string, id: string): Source {
  const { name, width, height, seconds } = earlierFile(context, id, 'video')
  return { field, file: name, width, height, seconds, isClip: true }
}

function unknownId(context: Context, message: string): Refusal {
  return mistake(hasClass(context.model.table.errors, 'not-found') ? 'not-found' : 'invalid-request', message)
}

function sourceOfUpload(upload: Upload, pattern: string): Source {
  const facts = upload.facts === undefined || upload.facts.kind === 'unreadable' ? undefined : upload.facts
  return {
    field: pointerTokens(pattern)[0] ?? '',
    file: upload.file,
    width: facts?.width,
    height: facts?.height,
    seconds: facts === undefined || facts.kind === 'image' ? undefined : facts.seconds,
    isClip: facts?.kind === 'video',
  }
}

/** Only the emulator's own files are looked up; nothing is fetched. */
export function sourceOfUrl(context: Context, pattern: string, url: string): Source | undefined {
  if (!isUrl(url)) throw mistake('invalid-request', `${pattern.slice(1)} must be a public http or https URL`)
  const name = linkedName(context.url, url) ?? ''
  const task = context.state.tasks.findByFile(name)
  if (task?.file === undefined) return undefined
  const { width, height, seconds } = task.file
  return { field: pointerTokens(pattern)[0] ?? '', file: name, width, height, seconds, isClip: name.endsWith('.mp4') }
}

function isUrl(value: string): boolean {
  return /^https?:\/\//.test(value)
}

/** The values that a pointer pattern matches; `-` matches every item. Empty values are left out. */
function valuesAt(value: Json | undefined, tokens: readonly string[]): Json[] {
  const [token, ...rest] = tokens
  if (token === undefined) return value === undefined || value === null || value === '' ? [] : [value]
  if (Array.isArray(value)) return token === '-' ? value.flatMap((item) => valuesAt(item, rest)) : []
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, token)) return []
  return valuesAt(value[token], rest)
}
