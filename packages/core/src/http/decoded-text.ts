/** HTML's named references for ASCII characters, and for some invisible ones (here: the empty text). */
const entities = new Map(
  [
    'amp& lt< gt> quot" apos\' excl! num# dollar$ percnt% lpar( rpar) ast* midast* plus+ comma, period. sol/ colon: semi; equals=',
    'quest? commat@ lsqb[ lbrack[ bsol\\ rsqb] rbrack] hat^ lowbar_ underbar_ grave` diacriticalgrave` lcub{ lbrace{ verbar| vert|',
    'verticalline| rcub} rbrace} tab newline shy nobreak zerowidthspace zwj zwnj lrm rlm',
  ]
    .join(' ')
    .split(' ')
    .map((entry) => [/^[a-z]+/.exec(entry)?.[0] ?? '', entry.replace(/^[a-z]+/, '')]),
)

/** Longer names first, so that `lbrack` matches before `lbr`. */
const names = [...entities.keys()].toSorted((one, other) => other.length - one.length)

/** Invisible characters, the signs that messages show for them, and line breaks with the indentation after them. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{DI}\p{Zl}\p{Zp}\ufffd\u21b5]+\s*|<w?br\s*\/?>\s*/gu

/** Character references of HTML (with or without `;`) and percent-encoding of URLs. */
const references = [
  String.raw`&#(?:x[\da-f]{1,8}|\d{1,8});`,
  // Without `;`, the digits after the number may belong to the text, so only ASCII and some invisible characters are matched.
  String.raw`&#(?:0*(?:820[3-7]|8288|65279|173|1[01]\d|12[0-6]|3[2-9]|[4-9]\d)|x0*(?:200[b-f]|2060|feff|ad|[2-7][\da-f]))`,
  String.raw`&(?:${names.join('|')});?`,
  String.raw`%(?:25)*[0-7][\da-f]`,
  String.raw`%[cd][\da-f]%[89ab][\da-f]|%e[\da-f](?:%[89ab][\da-f]){2}|%f[0-7](?:%[89ab][\da-f]){3}`,
].join('|')

/** `references`, and escapes of JSON and JavaScript with all backslashes before them. */
const ESCAPES = new RegExp(String.raw`\\+(?:u\{[\da-f]{1,8}\}|u[\da-f]{4}|x[\da-f]{2}|${references}|[nrtbfv"'/]?)|${references}`, 'g')

/** The most layers of escapes that are decoded. */
const MAX_LAYERS = 8

type Range = readonly [start: number, end: number]

/** A text in lower case, with some escapes decoded or invisible characters removed. */
export type DecodedText = {
  readonly text: string
  /** Maps a range of it to the range of the original text. */
  readonly source: (part: Range) => Range
}

function lowered(text: string): string {
  const small = text.toLowerCase()
  // U+0130 is the only letter whose lower case has another length.
  return small.length === text.length ? small : text.replaceAll('\u0130', 'i').toLowerCase()
}

function character(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code).toLowerCase() : ''
}

/** The characters that an escape stands for. */
function meaning(escape: string): string {
  const token = escape.replace(/^\\+/, '')
  if (token.startsWith('%')) return token.includes('%', 1) ? utf8(token) : character(Number.parseInt(token.slice(-2), 16))
  if (token.startsWith('&')) {
    const name = token.endsWith(';') ? token.slice(1, -1) : token.slice(1)
    return name.startsWith('#') ? character(Number(`0${name.slice(1)}`)) : (entities.get(name) ?? '')
  }
  const [, hex] = /^[ux]\{?([\da-f]+)/.exec(token) ?? []
  if (hex !== undefined) return character(Number.parseInt(hex, 16))
  return /["'/]/.test(token) ? token : ''
}

function utf8(token: string): string {
  try {
    return decodeURIComponent(token).toLowerCase()
  } catch {
    return token
  }
}

/** Replaces the parts of a text that match; undefined if none match. */
function replaced({ text, source }: DecodedText, parts: RegExp, by: (part: string) => string): DecodedText | undefined {
  /** Four numbers for each part: start of the replacement, start of the part, end of the replacement, end of the part. */
  const places: number[] = []
  let shift = 0
  const decoded = text.replace(parts, (part, at: number) => {
    const plain = by(part)
    places.push(at - shift, at, at - shift + plain.length, at + part.length)
    shift += part.length - plain.length
    return plain
  })
  if (places.length === 0) return undefined
  return { text: decoded, source: ([start, end]) => source([sourceOf(places, start)[0], sourceOf(places, end - 1)[1]]) }
}

/** The range that one character had before parts were replaced. */
function sourceOf(places: readonly number[], at: number): Range {
  let [low, high] = [0, places.length / 4]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((places[middle * 4] ?? 0) <= at) low = middle + 1
    else high = middle
  }
  if (low === 0) return [at, at + 1]
  const [, from = 0, end = 0, to = 0] = places.slice(low * 4 - 4, low * 4)
  return at < end ? [from, to] : [to + at - end, to + at - end + 1]
}

/** The text in lower case, then without invisible characters, then with one more layer of escapes decoded at a time. */
export function decodedTexts(text: string): readonly DecodedText[] {
  let last: DecodedText = { text: lowered(text), source: (part) => part }
  const texts = [last]
  for (let layer = 0; layer < MAX_LAYERS; layer += 1) {
    const visible = replaced(last, INVISIBLE, () => '')
    if (visible !== undefined) texts.push(visible)
    const decoded = replaced(visible ?? last, ESCAPES, meaning)
    if (decoded !== undefined) texts.push(decoded)
    if (decoded === undefined) break
    last = decoded
  }
  return texts
}
