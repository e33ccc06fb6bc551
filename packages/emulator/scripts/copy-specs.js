// Puts a copy of the shipped documents into the package, which is published without the repository around it.
import { cp, readdir, rm } from 'node:fs/promises'

const from = new URL('../../../specs/', import.meta.url)
const to = new URL('../specs/', import.meta.url)

await rm(to, { recursive: true, force: true })
for (const entry of await readdir(from, { withFileTypes: true })) {
  if (entry.isDirectory()) await cp(new URL(`${entry.name}/`, from), new URL(`${entry.name}/`, to), { recursive: true })
}
