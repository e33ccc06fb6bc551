import { Buffer } from 'node:buffer'
import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import type { Random } from '../chaos/random.ts'

/** A kind of damage to a file. */
export type Damage = { readonly name: string; apply(path: string, context: DamageContext): Promise<void> }

type DamageContext = {
  readonly random: Random
  /** A file outside the project, which must not be changed. */
  readonly outside: string
  /** Any other file of the project. */
  readonly other: string
}

function rewritten(change: (bytes: Buffer, random: Random) => Buffer): Damage['apply'] {
  return async (path, { random }) => writeFile(path, change(await readFile(path), random))
}

async function replaced(path: string, place: () => Promise<unknown>): Promise<void> {
  await rm(path)
  await place()
}

export const DAMAGES: readonly Damage[] = [
  { name: 'emptied', apply: rewritten(() => Buffer.alloc(0)) },
  { name: 'cut in half', apply: rewritten((bytes) => bytes.subarray(0, bytes.length / 2)) },
  { name: 'cut anywhere', apply: rewritten((bytes, random) => bytes.subarray(0, random.between(0, bytes.length))) },
  { name: 'zeroed', apply: rewritten((bytes) => Buffer.alloc(bytes.length)) },
  {
    name: 'zeroed for a block',
    apply: rewritten((bytes, random) => {
      const from = random.between(0, Math.max(0, bytes.length - 1))
      return Buffer.from(bytes).fill(0, from, Math.min(bytes.length, from + 512))
    }),
  },
  {
    name: 'a bit flipped',
    apply: rewritten((bytes, random) => {
      const flipped = Buffer.from(bytes)
      const at = random.between(0, Math.max(0, bytes.length - 1))
      if (bytes.length > 0) flipped[at] = (flipped[at] as number) ^ (1 << random.between(0, 7))
      return flipped
    }),
  },
  {
    name: 'noise',
    apply: rewritten((bytes, random) => Buffer.from(Array.from({ length: Math.min(bytes.length, 5000) }, () => random.between(0, 255)))),
  },
  { name: 'grown', apply: rewritten((bytes) => Buffer.concat([bytes, Buffer.from('\0more\n')])) },
  { name: 'removed', apply: (path) => rm(path) },
  { name: 'a folder', apply: (path) => replaced(path, () => mkdir(path)) },
  { name: 'a dangling link', apply: (path) => replaced(path, () => symlink('nowhere/at/all', path)) },
  { name: 'a link to itself', apply: (path) => replaced(path, () => symlink(path, path)) },
  { name: 'a link outside', apply: (path, { outside }) => replaced(path, () => symlink(outside, path)) },
  { name: "another file's content", apply: async (path, { other }) => writeFile(path, await readFile(other)) },
]

/** Removes the state folder, as in a fresh clone. */
export const FOLDER_REMOVED: Damage = { name: 'the whole folder removed', apply: (path) => rm(path, { recursive: true }) }
