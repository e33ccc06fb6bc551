import type { FieldPair, ValueMove } from './move-value.ts'

/** Pictures, clips and sounds: a URL can go anywhere, a file only where there is an upload, an upload's id nowhere. */
export function moveMedia(value: unknown, { from, to, providers }: FieldPair): ValueMove {
  const uploads = to.upload !== undefined
  if (isFile(value)) return uploads ? { value } : { why: `${providers.to} takes a public URL only, and a file on this machine has none` }
  const url = urlOf(value)
  if (url !== undefined) return { value: uploads ? { url } : url }
  return from.upload === undefined && !uploads
    ? { value }
    : { why: `an upload belongs to ${providers.from}: give the file or its URL in place of the id` }
}

function isFile(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'file' in value
}

function urlOf(value: unknown): string | undefined {
  const text = typeof value === 'object' && value !== null && 'url' in value ? value.url : value
  return typeof text === 'string' && /^(https?|data):/i.test(text) ? text : undefined
}
