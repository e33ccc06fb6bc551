import { stableUrl } from '../../job/stable-url.ts'

/** A request as people read it: files by name, outputs of other jobs by reference, URLs without the signatures that open them. */
export function shownRequest(request: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(request).map(([field, value]) => [field, shown(value)]))
}

function shown(value: unknown): unknown {
  if (typeof value === 'string') return stableUrl(value)
  if (typeof value === 'bigint') return value.toString()
  if (Array.isArray(value)) return value.map(shown)
  if (typeof value !== 'object' || value === null) return value
  if ('$file' in value) return value.$file
  if ('$url' in value) return stableUrl(String(value.$url))
  if ('$output' in value) return reference(value.$output)
  if ('$text' in value && Array.isArray(value.$text)) return value.$text.map((part) => String(shown(part))).join('')
  return shownRequest(value as Record<string, unknown>)
}

function reference(output: unknown): string {
  const { instance, name } = output as { readonly instance: string; readonly name: string }
  return `\${{ jobs.${instance}.outputs.${name} }}`
}
