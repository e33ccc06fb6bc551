import { documentsCase } from './documents.ts'
import type { CaseReport } from './findings.ts'
import { foldersCase, Templates } from './folders.ts'
import type { Kind } from './fuzz.ts'
import { responsesCase } from './responses.ts'

// Runs the cases of one kind with the seeds from `first` on, several concurrently, and writes a line of JSON when each begins and one with
// its result. The parent process kills this one if a case never ends.
const [kind, first = '0', count = '0', together = '1'] = process.argv.slice(2) as [Kind, string?, string?, string?]
const templates = new Templates()
const cases: Readonly<Record<Kind, (seed: number) => Promise<CaseReport>>> = {
  responses: responsesCase,
  folders: (seed) => foldersCase(seed, templates),
  documents: documentsCase,
}

function write(line: object): void {
  return void process.stdout.write(`${JSON.stringify(line)}\n`)
}
const end = Number(first) + Number(count)
let next = Number(first)

async function work(): Promise<void> {
  while (next < end) {
    const seed = next
    next += 1
    write({ begins: seed })
    const thrown = (error: unknown): CaseReport => ({ name: kind, changed: 0, problems: [`it threw ${(error as Error).stack}`] })
    write({ seed, ...(await cases[kind](seed).catch(thrown)) })
  }
}

process.on('uncaughtException', (error) => {
  write({ seed: -1, name: kind, changed: 0, problems: [`it threw outside of any promise chain: ${error.stack}`] })
  process.exit(1)
})
await Promise.all(Array.from({ length: Number(together) }, work))
await templates.close()
process.exit(0)
