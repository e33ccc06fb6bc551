import { parseArgs } from 'node:util'
import { fuzz, type Kind } from './fuzz.ts'

// The long form: `pnpm fuzz`. Ends with status 1 if a case shows a problem. Its seed repeats the case:
// `pnpm fuzz --seed <seed> --responses 1 --folders 0 --documents 0`.
const { values } = parseArgs({
  options: {
    responses: { type: 'string', default: '10000' },
    folders: { type: 'string', default: '2000' },
    documents: { type: 'string', default: '2000' },
    seed: { type: 'string', default: String(Date.now() % 1e6) },
  },
})
console.log(`seed ${values.seed}`)
let problems = 0
for (const kind of ['responses', 'folders', 'documents'] satisfies Kind[]) {
  const report = await fuzz({
    kind,
    seed: Number(values.seed),
    changes: Number(values[kind]),
    onProblem: (problem) => console.log(problem),
  })
  problems += report.problems.length
  console.log(JSON.stringify({ ...report, problems: report.problems.length }))
}
process.exitCode = problems === 0 ? 0 : 1
