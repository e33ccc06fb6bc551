import { createIssueList, type IssueList } from '../issue-list.ts'
import { type Decode, openSource } from '../open-source.ts'
import type { PlacedText } from '../yaml/node.ts'
import { cellAt } from './cell-at.ts'
import { decodeWindows1252 } from './windows-1252.ts'

/** The beginnings of a text that name its encoding. */
const MARKS: readonly (readonly [encoding: string, bytes: readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
]

type Options = { readonly file: string; readonly encoding: PlacedText | undefined; readonly issues: IssueList }

/**
 * Decodes a table into a source with the list of its mistakes. The encoding is that of its byte order mark, otherwise the one of the manifest,
 * otherwise UTF-8. It is never guessed, and text that is not valid in it is refused: other characters than those of its author would go into
 * prompts that are paid for. Returns undefined if the manifest's encoding contradicts the file.
 */
export function decodeTable(bytes: Uint8Array, { file, encoding, issues }: Options): IssueList | undefined {
  const marked = MARKS.find(([, mark]) => mark.every((byte, index) => bytes[index] === byte))?.[0]
  if (encoding !== undefined && marked !== undefined && encoding.text !== marked) {
    issues.add(encoding.place, {
      code: 'contradiction',
      message: `\`${file}\` begins with the byte order mark of ${marked}, and \`encoding\` says ${encoding.text}`,
      hint: 'Leave `encoding` out.',
    })
    return undefined
  }
  const name = marked ?? encoding?.text ?? 'utf-8'
  const own = openSource(file, bytes, { decode: decoderOf(name), refuse: (before) => refusal(before, { file, name, bytes }) })
  const zero = own.source.text.indexOf('\0')
  return zero === -1 || own.hasErrors() ? own : withoutMark(own, { file, zero, bytes })
}

function decoderOf(name: string): Decode {
  if (name === 'windows-1252') return decodeWindows1252
  return (bytes, options) => {
    try {
      return new TextDecoder(name, { fatal: true }).decode(bytes, options)
    } catch {
      return undefined
    }
  }
}

/** The mistake of a byte that has no meaning in the encoding; `before` is the text in front of it. */
function refusal(before: string, { file, name, bytes }: { file: string; name: string; bytes: Uint8Array }) {
  const cell = cellAt(before, file)
  const where = cell === undefined ? '' : ` in ${cell}`
  const other =
    name === 'utf-8'
      ? `Save it as UTF-8 (in Excel: "CSV UTF-8"), or say what it is: \`foreach: { file: ${file}, encoding: ${looksWide(bytes) ?? 'windows-1252'} }\`. Excel on Windows writes windows-1252 in Western Europe and America.`
      : `Save it as UTF-8 and leave \`encoding\` out, or name its right encoding.`
  return name === 'utf-8'
    ? { code: 'not-utf8', message: `this is not UTF-8${where}`, hint: other }
    : { code: 'bad-encoding', message: `this is not valid ${name}${where}`, hint: other }
}

/** UTF-16 without a byte order mark is often valid UTF-8, with a NUL in every second place. */
function withoutMark({ source }: IssueList, { file, zero, bytes }: { file: string; zero: number; bytes: Uint8Array }): IssueList {
  const issues = createIssueList(source)
  const wide = looksWide(bytes)
  issues.add(
    { start: zero, end: zero + 1, path: '' },
    {
      code: 'bad-encoding',
      message: 'a text cannot contain the character NUL',
      hint: wide === undefined ? 'Save it as UTF-8.' : `It looks like UTF-16: write \`foreach: { file: ${file}, encoding: ${wide} }\`.`,
    },
  )
  return issues
}

/** The order of bytes in what is probably UTF-16 without a mark. */
function looksWide(bytes: Uint8Array): string | undefined {
  if (bytes.length < 2 || (bytes[0] !== 0 && bytes[1] !== 0)) return undefined
  return bytes[1] === 0 ? 'utf-16le' : 'utf-16be'
}
