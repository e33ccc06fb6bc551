/**
 * The minimum that any Node program must do to know that everything is up to date: parse the manifest, hash every job, read its state, stat
 * every output.
 */
import { createHash } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'

const [folder = ''] = process.argv.slice(2)
const { jobs } = parse(readFileSync(join(folder, 'shotlist.yaml'), 'utf8'), { uniqueKeys: false }) as {
  jobs: Record<string, { output: string }>
}
const state = JSON.parse(readFileSync(join(folder, 'floor.json'), 'utf8')) as Record<string, string>
let changed = 0
for (const [name, job] of Object.entries(jobs)) {
  const hash = createHash('sha256').update(JSON.stringify(job)).digest('hex')
  if (state[name] !== hash || statSync(join(folder, 'renders', job.output), { throwIfNoEntry: false }) === undefined) changed += 1
}
process.exit(changed === 0 ? 0 : 1)
