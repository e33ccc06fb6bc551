import { expect, test } from 'vitest'
import { nodeProblem } from './node-problem.ts'

test.each(['14.21.3', '18.20.8', '20.20.2', '22.12.0'])('for Node.js %s, one line says that it is too old and what to do', (found) => {
  expect(nodeProblem('shotlist', { range: '>=22.13', found })).toBe(
    `error: shotlist needs Node.js 22.13 or newer; this is ${found} (node-too-old)\n  = Install a newer one: https://nodejs.org/en/download\n`,
  )
})

test.each(['22.13.0', '22.20.1', '24.0.0', '25.1.0-nightly'])('Node.js %s will do', (found) => {
  expect(nodeProblem('shotlist', { range: '>=22.13', found })).toBeUndefined()
})
