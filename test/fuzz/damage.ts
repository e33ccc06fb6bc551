import { Buffer } from 'node:buffer'
import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import type { Luck } from '../chaos/seeded.ts'

/** One thing that can happen to a file. */
export type Damage = { readonly name: string; apply(path: string, context: DamageContext): Promise<void> }

type DamageContext = {
  readonly luck: Luck
  /** A file outside the project, that nobody may touch. */
  readonly outside: string
  /** Any other file of the project. */
  readonly other: string
}

function rewritten(change: (bytes: Buffer, luck: Luck) => Buffer): Damage['apply'] {
  return async (path, { luck }) => writeFile(path, change(await readFile(path), luck))
}

async function replaced(path: string, place: () => Promise<unknown>): Promise<void> {
  await rm(path)
  await place()
}

export const DAMAGES: readonly Damage[] = [
  { name: 'emptied', apply: rewritten(() => Buffer.alloc(0)) },
  { name: 'cut in half', apply: rewritten((bytes) => bytes.subarray(0, bytes.length / 2)) },
  { name: 'cut anywhere', apply: rewritten((bytes, luck) => bytes.subarray(0, luck.between(0, bytes.length))) },
  { name: 'zeroed', apply: rewritten((bytes) => Buffer.alloc(bytes.length)) },
  {
    name: 'zeroed for a block',
    apply: rewritten((bytes, luck) => {
      const from = luck.between(0, Math.max(0, bytes.length - 1))
      return Buffer.from(bytes).fill(0, from, Math.min(bytes.length, from + 512))
    }),
  },
  {
    name: 'a bit flipped',
    apply: rewritten((bytes, luck) => {
      const flipped = Buffer.from(bytes)
      const at = luck.between(0, Math.max(0, bytes.length - 1))
      if (bytes.length > 0) flipped[at] = (flipped[at] as number) ^ (1 << luck.between(0, 7))
      return flipped
    }),
  },
  {
    name: 'noise',
    apply: rewritten((bytes, luck) => Buffer.from(Array.from({ length: Math.min(bytes.length, 5000) }, () => luck.between(0, 255)))),
  },
  { name: 'grown', apply: rewritten((bytes) => Buffer.concat([bytes, Buffer.from('\0more\n')])) },
  { name: 'removed', apply: (path) => rm(path) },
  { name: 'a folder', apply: (path) => replaced(path, () => mkdir(path)) },
  { name: 'a dangling link', apply: (path) => replaced(path, () => symlink('nowhere/at/all', path)) },
  { name: 'a link to itself', apply: (path) => replaced(path, () => symlink(path, path)) },
  { name: 'a link outside', apply: (path, { outside }) => replaced(path, () => symlink(outside, path)) },
  { name: "another file's content", apply: async (path, { other }) => writeFile(path, await readFile(other)) },
]

/** The state folder is gone, as in a fresh clone. */
export const FOLDER_REMOVED: Damage = { name: 'the whole folder removed', apply: (path) => rm(path, { recursive: true }) }
