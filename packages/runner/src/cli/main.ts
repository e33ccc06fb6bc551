#!/usr/bin/env node
import { nodeProblem } from '@shotlist/codegen/node-problem'
import { ownPackage } from '../errors/own-package.ts'

const problem = nodeProblem('shotlist', { range: ownPackage.nodeRange, found: process.versions.node })
if (problem === undefined) {
  // Imported after the check: an older Node.js cannot load the command, and would print a stack trace instead of this message.
  import('./start.ts').then(({ start }) => start(ownPackage.version))
} else {
  process.exitCode = 1
  process.stderr.write(problem)
}
