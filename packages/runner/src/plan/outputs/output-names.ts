import { posix } from 'node:path'
import type { OutputRule } from '@shotlist/core/contract'

/** File extensions by the type of an output. */
export const EXTENSIONS: Readonly<Record<string, string>> = { video: '.mp4', image: '.png', audio: '.mp3' }

type OutputRules = Readonly<Record<string, OutputRule>>

/** The outputs of an operation that a job keeps as files. */
export type FileOutputs = {
  /** Names of the main output, which is the clip: the first that is a file, then others of its type that stand in for it. */
  readonly main: readonly string[]
  /** Names of outputs that are kept beside it. */
  readonly kept: readonly string[]
}

/** The outputs of which a job keeps the files. A preview image does not replace a clip. */
export function fileOutputs(rules: OutputRules): FileOutputs {
  const files = Object.entries(rules).filter(([, { type }]) => Object.hasOwn(EXTENSIONS, type))
  const [first, ...others] = files
  if (first === undefined) return { main: [], kept: [] }
  const standIns = others.filter(([, { type, keep }]) => keep !== true && type === first[1].type)
  return {
    main: [first, ...standIns].map(([name]) => name),
    kept: others.filter(([, { keep }]) => keep === true).map(([name]) => name),
  }
}

/** A file of a job. `part` tells it from the job's other files: `2` for the second of a list, `poster` for the output of that name. */
type Part = { readonly path: string; readonly part?: string }

/** The path of a file with this part, for a job's output: `clip.2.png` and `clip.poster.png` for `clip.png`. */
export function pathOfPart(output: string, part: string | undefined, extension: string = posix.extname(output)): string {
  return part === undefined ? output : `${withoutExtension(output)}.${part}${extension}`
}

/** The path that a file has for a job's output. Only files of the main output have the extension of that. */
export function pathFor(output: string, { path, part }: Part): string {
  return part === undefined || isNumber(part) ? pathOfPart(output, part) : pathOfPart(output, part, posix.extname(path))
}

/** The job's output, by the path of its main file. */
export function outputOf({ path, part }: Part): string {
  if (part === undefined) return path
  // An output without an extension ends with the part.
  const extension = path.endsWith(`.${part}`) ? '' : posix.extname(path)
  return `${path.slice(0, path.length - extension.length - `.${part}`.length)}${extension}`
}

/** Whether a job may have more files than the one at its output. */
export function hasParts(rules: OutputRules): boolean {
  const { main, kept } = fileOutputs(rules)
  return kept.length > 0 || main.some((name) => rules[name]?.list === true)
}

/** Whether a path may be that of a further file of a job: of one of a list, or of an output that is kept. */
export function isPartOf(path: string, output: string, rules: OutputRules): boolean {
  const stem = `${withoutExtension(output)}.`
  if (!path.startsWith(stem)) return false
  const { main, kept } = fileOutputs(rules)
  const isList = (name: string): boolean => rules[name]?.list === true
  const rest = path.slice(stem.length)
  const number = main.some(isList) ? withoutEnd(rest, posix.extname(output)) : undefined
  if (number !== undefined && isNumber(number)) return true
  return kept.some((name) => {
    const [part, nth, ...more] = withoutEnd(rest, EXTENSIONS[rules[name]?.type ?? ''] ?? '')?.split('.') ?? []
    return part === name && more.length === 0 && (nth === undefined || (isList(name) && isNumber(nth)))
  })
}

/** A text without its end; undefined if it has another end. */
function withoutEnd(text: string, end: string): string | undefined {
  return text.endsWith(end) ? text.slice(0, text.length - end.length) : undefined
}

function isNumber(part: string): boolean {
  return /^[1-9]\d*$/.test(part)
}

function withoutExtension(path: string): string {
  return path.slice(0, path.length - posix.extname(path).length)
}
