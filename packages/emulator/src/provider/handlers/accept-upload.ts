import type { UploadRule } from '../../documents/terms.ts'
import { linkedName } from '../../files/file-link.ts'
import { type MediaFacts, probeMedia } from '../../files/probe.ts'
import type { EndpointRequest, FilePart } from '../../requests/incoming.ts'
import { bodyValue } from '../../requests/incoming.ts'
import { mistake } from '../../requests/refusal.ts'
import { type OperationRole } from '../../requests/roles.ts'
import { baseResponse } from '../../responses/base-response.ts'
import { writeGoodEnvelope } from '../../responses/condition.ts'
import { type Draft, isFileOutput, readFirst } from '../../responses/draft.ts'
import type { Json } from '../../responses/json.ts'
import { writeOutputs } from '../../responses/write-outputs.ts'
import { fileSafe } from '../../tasks/media.ts'
import type { Context } from '../context.ts'
import { linkTo } from '../make-files.ts'
import { shapeAt } from './task-outputs.ts'

/**
 * Stores a file, or the URL of one, and responds with its id.
 * @throws Refusal if both are missing, or the file exceeds the document's limits.
 */
export async function acceptUpload(context: Context, request: EndpointRequest, role: OperationRole): Promise<Draft> {
  const { operation } = role
  const rule = operation.upload as UploadRule
  const resultPlaces = operation.outputs[rule.result]?.from ?? []
  const draft = baseResponse(request.endpoint, (candidate) => readFirst(candidate, resultPlaces) !== undefined)
  const id = context.state.ids.mint(shapeAt(draft, resultPlaces))
  const part = request.incoming.body.kind === 'form' ? request.incoming.body.files.find((file) => file.name === rule.file) : undefined
  const given = await (part === undefined ? fromUrl(context, request, rule) : fromPart(context, { part, rule, id }))
  const upload = { id, operation: operation.name, file: given.file, type: given.type, facts: given.facts }
  context.state.uploads.add(upload)
  context.memory?.write({ upload, nextId: context.state.ids.next })
  const values = Object.entries(operation.outputs).flatMap(([name, output]): [string, Json][] => {
    if (name === rule.result) return [[name, id]]
    if (isFileOutput(output)) return [[name, given.url]]
    const fact = given.facts === undefined ? undefined : factOf(name, given.facts)
    return fact === undefined ? [] : [[name, fact]]
  })
  writeOutputs(draft, operation.outputs, Object.fromEntries(values))
  writeGoodEnvelope(context.model.table.errors, draft)
  return draft
}

type Given = { readonly file: string | undefined; readonly type: string; readonly url: string; readonly facts: MediaFacts | undefined }

async function fromPart(context: Context, upload: { part: FilePart; rule: UploadRule; id: string }): Promise<Given> {
  const { part, rule, id } = upload
  const facts = await probeMedia(part.content, part.type)
  checkUpload(rule.accepts, part, facts)
  const ending = /\.[A-Za-z0-9]{1,8}$/.exec(part.fileName)?.[0] ?? ''
  const name = `upload-${fileSafe(id)}${ending}`
  await context.files.put(name, part.type, () => Promise.resolve(part.content))
  return { file: name, type: part.type, url: linkTo(context, name), facts }
}

/** Accepts a URL. The emulator fetches nothing: only the size and length of its own files are known. */
async function fromUrl(context: Context, request: EndpointRequest, rule: UploadRule): Promise<Given> {
  const body = bodyValue(request.incoming)
  const url = rule.url !== undefined && typeof body === 'object' && body !== null && !Array.isArray(body) ? body[rule.url] : undefined
  const ways =
    rule.url === undefined ? `the file in the form field ${rule.file}` : `the file in the form field ${rule.file}, or a URL in ${rule.url}`
  if (typeof url !== 'string' || url === '') throw mistake('invalid-request', `an upload needs ${ways}`)
  if (!/^https?:\/\/\S+$/.test(url)) throw mistake('invalid-request', `${rule.url ?? 'the URL'} must be a public http or https URL`)
  const own = await context.files.find(linkedName(context.url, url) ?? '')
  if (own === undefined) return { file: undefined, type: '', url, facts: undefined }
  return { file: own.name, type: own.type, url, facts: await probeMedia(await context.files.read(own), own.type) }
}

function factOf(name: string, facts: MediaFacts): Json | undefined {
  if (facts.kind === 'unreadable') return undefined
  if (name === 'width' || name === 'height') return facts[name]
  if (name === 'seconds' || name === 'duration') return facts.kind === 'image' ? undefined : facts.seconds
  return name === 'kind' || name.endsWith('type') ? facts.kind : undefined
}

/**
 * Checks a file against the limits of the document.
 * @throws Refusal of class `invalid-request`.
 */
export function checkUpload({ types, maxBytes, maxSide, maxSeconds }: UploadRule['accepts'], part: FilePart, facts: MediaFacts): void {
  const refuse = (why: string): never => {
    throw mistake('invalid-request', `${part.fileName}: ${why}`)
  }
  if (part.content.byteLength === 0) refuse('the file is empty')
  if (types.length > 0 && !types.includes(part.type)) refuse(`the type ${part.type || '(none)'} is not accepted; use ${types.join(', ')}`)
  if (maxBytes !== undefined && part.content.byteLength > maxBytes)
    refuse(`the file is ${part.content.byteLength} bytes; the limit is ${maxBytes}`)
  if (facts.kind === 'unreadable') return refuse(`the file is not a readable ${part.type}`)
  const { width, height } = facts
  if (maxSide !== undefined && width !== undefined && height !== undefined && Math.max(width, height) > maxSide) {
    refuse(`the picture is ${width}x${height} pixels; the limit is ${maxSide} on a side`)
  }
  if (maxSeconds !== undefined && facts.kind !== 'image' && facts.seconds > maxSeconds)
    refuse(`the file is ${facts.seconds} s long; the limit is ${maxSeconds} s`)
}
