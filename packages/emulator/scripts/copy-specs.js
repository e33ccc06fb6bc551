// Copies the shipped documents into the package, because the published package does not include the repository's specs/.
import { cp, readdir, rm } from 'node:fs/promises'

const from = new URL('../../../specs/', import.meta.url)
const to = new URL('../specs/', import.meta.url)

await rm(to, { recursive: true, force: true })
for (const entry of await readdir(from, { withFileTypes: true })) {
  if (entry.isDirectory()) await cp(new URL(`${entry.name}/`, from), new URL(`${entry.name}/`, to), { recursive: true })
}
