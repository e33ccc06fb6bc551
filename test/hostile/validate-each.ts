import { shotlistInProcess } from '../harness/in-process.ts'

// Validates the project in each folder that is named, and writes what came of it, each on a line of JSON: one process, whose memory the
// caller bounds.
for (const cwd of process.argv.slice(2)) {
  process.stdout.write(`${JSON.stringify(await shotlistInProcess(['validate'], { cwd }))}\n`)
}
