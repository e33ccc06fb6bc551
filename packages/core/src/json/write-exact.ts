import { randomUuid } from '../http/uuid.ts'

/** Writes JSON as `JSON.stringify` does, and bigints as bare numbers. */
export const writeExact = (value: unknown): string => {
  // Marks what is to lose its quotes. Random, so that no text can pass for it; made here, because edge runtimes have no randomness elsewhere.
  let mark: string | undefined
  const json = JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner !== 'bigint') return inner
    mark ??= randomUuid()
    return `${mark}${inner}`
  })
  return (mark === undefined ? json : json.replace(new RegExp(`"${mark}(-?\\d+)"`, 'g'), '$1')) ?? 'null'
}
