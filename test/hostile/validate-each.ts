import { shotlistInProcess } from '../harness/in-process.ts'

// Validates the project in each given folder, and writes each result on a line of JSON. All run in one process, whose memory the caller
// limits.
for (const cwd of process.argv.slice(2)) {
  process.stdout.write(`${JSON.stringify(await shotlistInProcess(['validate'], { cwd }))}\n`)
}
