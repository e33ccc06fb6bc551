#!/usr/bin/env node
import { nodeProblem } from '@shotlist/codegen/node-problem'
import { ownPackage } from '../errors/own-package.ts'

const problem = nodeProblem('shotlist', { range: ownPackage.nodeRange, found: process.versions.node })
if (problem === undefined) {
  // Imported late: an older Node.js cannot load what the command is built on, and must first be told.
  import('./start.ts').then(({ start }) => start(ownPackage.version))
} else {
  process.exitCode = 1
  process.stderr.write(problem)
}
