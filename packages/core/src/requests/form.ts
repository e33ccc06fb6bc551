import { writeExact } from '../json/write-exact.ts'
import type { WrittenBody } from './build-request.ts'

/** A file in a form. */
type NamedFile = { readonly blob: Blob; readonly name: string }

const isFile = (value: unknown): value is NamedFile => typeof value === 'object' && value !== null && 'blob' in value

/** The fields as `multipart/form-data`. */
export const formOf = (fields: Readonly<Record<string, unknown>>): WrittenBody => {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) {
    if (isFile(value)) form.append(name, value.blob, value.name)
    else form.append(name, typeof value === 'string' ? value : writeExact(value))
  }
  return { headers: {}, body: form }
}
