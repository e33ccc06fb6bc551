import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'

type PlainFile = { readonly name: string; readonly path: string; readonly bytes: number }

/** The files of a folder whose names have a shape. Links are left out, and so is all that a folder has which is itself one. */
export async function plainFiles(folder: string, shape: RegExp): Promise<PlainFile[]> {
  const isFolder = await lstat(folder)
    .then((found) => found.isDirectory())
    .catch(() => false)
  const names = isFolder ? await readdir(folder) : []
  const found = await Promise.all(
    names
      .filter((name) => shape.test(name))
      .map(async (name) => {
        const path = join(folder, name)
        const facts = await lstat(path)
        return facts.isFile() ? [{ name, path, bytes: facts.size }] : []
      }),
  )
  return found.flat()
}
