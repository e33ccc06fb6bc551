import type { ResponseLike } from './fetch-like.ts'

/** The body of an answer as text; undefined when it is longer than `maxBytes`, whatever its headers declare. */
export const readText = async (response: Pick<ResponseLike, 'body'>, maxBytes: number): Promise<string | undefined> => {
  const reader = response.body?.getReader()
  if (reader === undefined) return ''
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return text + decoder.decode()
    bytes += value.byteLength
    if (bytes > maxBytes) {
      await reader.cancel()
      return undefined
    }
    text += decoder.decode(value, { stream: true })
  }
}
