#!/usr/bin/env node
import { readFileSync } from 'node:fs'
import { nodeProblem } from './node-problem.ts'

const { engines } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { engines: { node: string } }
const problem = nodeProblem('shotlist-codegen', { range: engines.node, found: process.versions.node })
if (problem === undefined) {
  // Imported after the check, because an older Node.js cannot load the command.
  import('./start.ts').then(({ start }) => start())
} else {
  process.exitCode = 1
  process.stderr.write(problem)
}
