#!/usr/bin/env node
import { runCommand } from './run-command.ts'

const color = process.stderr.isTTY && process.env['NO_COLOR'] === undefined
process.exitCode = await runCommand(process.argv.slice(2), process.cwd(), {
  stdout: (text) => process.stdout.write(text),
  stderr: (text) => process.stderr.write(text),
  color,
})
