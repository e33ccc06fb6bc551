const USUAL = [',', ';', '\t'] as const

/** The delimiters of a text's first line that occur equally often. */
export type Undecided = { readonly among: readonly string[] }

/** The line `sep=;`, by which Excel is told the delimiter. */
const TOLD = /^sep=([^\r\n])(?:\r?\n|$)/i

/** The delimiter that a line `sep=;` in front of a CSV text names. */
export function toldDelimiter(text: string): string | undefined {
  return TOLD.exec(text)?.[1]
}

/** The delimiter of a CSV text: of comma, semicolon and tab the one that its line of column names has most often, outside quotes. */
export function delimiterOf(text: string): string | Undecided {
  const told = toldDelimiter(text)
  if (told !== undefined) return told
  const line = /[^\r\n]*\S[^\r\n]*/.exec(text)?.[0] ?? ''
  const outside = line.replaceAll(/"[^"]*"/g, '')
  const counts = USUAL.map((sign) => [sign, outside.split(sign).length - 1] as const)
  const most = Math.max(...counts.map(([, count]) => count))
  if (most === 0) return ','
  const among = counts.filter(([, count]) => count === most).map(([sign]) => sign)
  return among.length === 1 ? (among[0] ?? ',') : { among }
}
