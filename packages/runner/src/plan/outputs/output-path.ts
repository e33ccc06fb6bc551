import type { OutputRule } from '@shotlist/core/contract'
import { slug } from '../../manifest/expressions/functions.ts'
import type { Cell } from '../cells/cell.ts'

const endings: Readonly<Record<string, string>> = { video: '.mp4', image: '.png', audio: '.mp3' }

const maxWordLength = 48

/** The ending of the file that an operation makes; `undefined` where it makes none. The first output that is a file is the one. */
export function fileEnding(outputs: Readonly<Record<string, OutputRule>>): string | undefined {
  const file = Object.values(outputs).find(({ type }) => Object.hasOwn(endings, type))
  return file === undefined ? undefined : endings[file.type]
}

/** The name of a file whose job says none: the job's, with the values of its cell and its take. */
export function defaultOutput(job: string, { cell, take, ending }: { cell: Cell; take: number | undefined; ending: string }): string {
  const words = cell.words.map((word) => slug(word).slice(0, maxWordLength)).filter((word) => word !== '')
  return `${[job, ...words, ...(take === undefined ? [] : [String(take)])].join('-')}${ending}`
}
