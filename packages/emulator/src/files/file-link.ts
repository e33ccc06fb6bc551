import { createHash } from 'node:crypto'

/** Where the emulator serves its files. */
export const FILES_PATH = '/__emulator/files/'

/** Where the emulator is, and how long a link to one of its files works (milliseconds; `undefined`: for ever). */
export type LinkSettings = { readonly url: string; readonly lifetimeMs: number | undefined }

/** A link to a file, as it is handed out now. */
export function fileLink({ url, lifetimeMs }: LinkSettings, name: string, nowMs: number): string {
  const link = `${url}${FILES_PATH}${name}`
  if (lifetimeMs === undefined) return link
  const expires = String(Math.round(nowMs + lifetimeMs))
  return `${link}?expires=${expires}&signature=${signature(name, expires)}`
}

/** The file that a link names, expired or not; `undefined` for links to elsewhere. */
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

/** Nothing secret: it shows when a link was put together by hand. */
function signature(name: string, expires: string): string {
  return createHash('sha256').update(`${name} ${expires}`).digest('hex').slice(0, 32)
}
