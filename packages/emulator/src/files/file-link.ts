import { createHash } from 'node:crypto'

/** The path below which the emulator serves its files. */
export const FILES_PATH = '/__emulator/files/'

/** The emulator's URL, and the lifetime of a link to a file in milliseconds (`undefined`: unlimited). */
export type LinkSettings = { readonly url: string; readonly lifetimeMs: number | undefined }

/** A link to a file, valid from now on. */
export function fileLink({ url, lifetimeMs }: LinkSettings, name: string, nowMs: number): string {
  const link = `${url}${FILES_PATH}${name}`
  if (lifetimeMs === undefined) return link
  const expires = String(Math.round(nowMs + lifetimeMs))
  return `${link}?expires=${expires}&signature=${signature(name, expires)}`
}

/** The name of the file that a link refers to, expired or not; `undefined` for other links. */
export function linkedName(url: string, link: string): string | undefined {
  return link.startsWith(`${url}${FILES_PATH}`) ? link.slice(url.length + FILES_PATH.length).split('?')[0] : undefined
}

/** Whether a link still works. */
export function linkWorks(
  { lifetimeMs }: LinkSettings,
  request: { readonly name: string; readonly query: URLSearchParams },
  nowMs: number,
): boolean {
  if (lifetimeMs === undefined) return true
  const expires = request.query.get('expires') ?? ''
  return Number(expires) >= nowMs && request.query.get('signature') === signature(request.name, expires)
}

/** Not a secret: it only detects links that were put together by hand. */
function signature(name: string, expires: string): string {
  return createHash('sha256').update(`${name} ${expires}`).digest('hex').slice(0, 32)
}
