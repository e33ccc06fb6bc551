import { createHash } from 'node:crypto'
import type { FileRule, OperationTable } from '../../documents/terms.ts'
import { fileLink } from '../../files/file-link.ts'
import { probeMedia } from '../../files/probe.ts'
import type { EndpointRequest, FilePart } from '../../requests/incoming.ts'
import { bodyValue } from '../../requests/incoming.ts'
import { mistake } from '../../requests/refusal.ts'
import { isEmpty, isObject, type Json, type JsonObject } from '../../responses/json.ts'
import { pointerTokens } from '../../responses/place.ts'
import type { Context } from '../context.ts'
import { checkUpload } from './accept-upload.ts'
import { type Source, sourceOfUrl } from './sources.ts'

/** A request in which links stand for its files, and what the files are. */
export type WithoutFiles = { readonly request: EndpointRequest; readonly sources: readonly Source[] }

/**
 * Takes the files out of a request. Equal files have equal links, so that requests with equal content stay equal.
 *
 * @throws Refusal if a file cannot be decoded, or exceeds the document's limits.
 */
export async function takeFiles(context: Context, request: EndpointRequest, { files = {} }: OperationTable): Promise<WithoutFiles> {
  const { incoming } = request
  const body = bodyValue(incoming)
  if (Object.keys(files).length === 0 || !isObject(body)) return { request, sources: [] }
  const fields = structuredClone(body)
  const parts = incoming.body.kind === 'form' ? incoming.body.files : []
  const sources: Source[] = []
  for (const [pattern, rule] of Object.entries(files)) {
    const tokens = pointerTokens(pattern)
    const [name = '', ...inner] = tokens
    const sent = rule.as === 'part' ? parts.filter((part) => part.name === name) : []
    const links: Json[] = []
    for (const part of sent) links.push(await keep(context, { part, rule, sources, field: name }))
    if (links.length > 0) fields[name] = inner.length > 0 ? links : (links[0] as Json)
    else for (const place of placesAt(fields, tokens)) await readText(context, place, { pattern, rule, sources })
  }
  const isPart = (part: FilePart): boolean => files[`/${part.name}`] !== undefined || files[`/${part.name}/-`] !== undefined
  const others = parts.filter((part) => !isPart(part))
  const without: typeof incoming.body =
    incoming.body.kind === 'form' ? { kind: 'form', fields, files: others } : { kind: 'json', value: fields }
  return { request: { ...request, incoming: { ...incoming, body: without } }, sources }
}

type Place = { readonly holder: JsonObject | Json[]; readonly key: string }
type Asked = { readonly pattern: string; readonly rule: FileRule; readonly sources: Source[] }

async function readText(context: Context, { holder, key }: Place, { pattern, rule, sources }: Asked): Promise<void> {
  const at = holder as JsonObject
  const text = at[key]
  const name = pattern.slice(1)
  if (typeof text !== 'string') throw mistake('invalid-request', `${name} must be a text`)
  if (rule.url === true && /^https?:\/\//.test(text)) {
    const source = sourceOfUrl(context, pattern, text)
    if (source !== undefined) sources.push(source)
    return
  }
  const uri = /^data:([^;,]*)(?:;[^;,]*)*?;base64,(.*)$/s.exec(text)
  const wanted = rule.as === 'part' ? 'a file part' : rule.as === 'base64' ? 'the base64 text of a file' : 'a data: URI with base64'
  if (rule.as === 'part' || (rule.as === 'data-uri' && uri === null))
    throw mistake('invalid-request', `${name} must be ${wanted}${rule.url === true ? ', or a public URL' : ''}`)
  const code = rule.as === 'data-uri' ? (uri?.[2] ?? '') : text
  const content = Buffer.from(code, 'base64')
  if (content.toString('base64') !== code) throw mistake('invalid-request', `${name} must be ${wanted}`)
  const said = rule.typeField === undefined ? (uri?.[1] ?? '') : at[rule.typeField]
  if (rule.typeField !== undefined && (typeof said !== 'string' || said === ''))
    throw mistake('invalid-request', `${rule.typeField} must name the type of the file in ${name}`)
  const type = (uri?.[1] ?? String(said)).toLowerCase()
  if (rule.typeField !== undefined && type !== String(said).toLowerCase())
    throw mistake('invalid-request', `${rule.typeField} is ${String(said)}, but the file in ${name} is ${type}`)
  at[key] = await keep(context, { part: { name, fileName: name, type, content }, rule, sources, field: pointerTokens(pattern)[0] ?? '' })
}

/** Checks a file and keeps it. Returns a link to it. */
async function keep(
  context: Context,
  { part, rule, sources, field }: { readonly part: FilePart; readonly rule: FileRule; readonly sources: Source[]; readonly field: string },
): Promise<string> {
  const { content } = part
  const facts = part.type === '' ? await probeAny(content) : await probeMedia(content, part.type)
  const { types, ...limits } = rule.accepts
  checkUpload({ ...limits, types: part.type === '' ? [] : types }, part, facts)
  const hash = createHash('sha256').update(content).digest('hex')
  const ending = /^[a-z]+\/([a-z0-9]{1,8})$/.exec(part.type)?.[1] ?? 'bin'
  const file = `input-${hash.slice(0, 32)}.${ending}`
  if (!context.files.has(file)) await context.files.put(file, part.type, () => Promise.resolve(content))
  const size = facts.kind === 'unreadable' ? { width: undefined, height: undefined } : { width: facts.width, height: facts.height }
  const seconds = facts.kind === 'video' || facts.kind === 'audio' ? facts.seconds : undefined
  sources.push({ field, file, ...size, seconds, isClip: facts.kind === 'video' })
  return fileLink({ url: context.url, lifetimeMs: undefined }, file, 0)
}

/** Inspects a file whose type nothing says. */
async function probeAny(content: Uint8Array): ReturnType<typeof probeMedia> {
  const picture = await probeMedia(content, 'image/')
  return picture.kind === 'unreadable' ? probeMedia(content, 'video/') : picture
}

/** The places that a pointer pattern matches; `-` matches every item. Empty values are left out. */
function placesAt(value: Json | undefined, tokens: readonly string[]): Place[] {
  const [token = '', ...rest] = tokens
  if (typeof value !== 'object' || value === null) return []
  const keys = token === '-' && Array.isArray(value) ? Object.keys(value) : [token]
  const holder = value as JsonObject
  return keys.flatMap((key) => {
    if (!Object.hasOwn(holder, key) || isEmpty(holder[key])) return []
    return rest.length === 0 ? [{ holder, key }] : placesAt(holder[key], rest)
  })
}
