#!/usr/bin/env node
import module from 'node:module'
import { ownPackage } from './own-package.ts'
import { processContext } from './process-context.ts'
import { quietSqliteWarning } from './quiet-sqlite-warning.ts'
import { runCommand } from './run-command.ts'

// Compiling our modules takes longer than most commands need for their work. Off with NODE_DISABLE_COMPILE_CACHE=1.
module.enableCompileCache?.()

// Flushes of clips and of the journal wait for the disk in threads of their own, and four, Node's number, are soon all waiting.
process.env['UV_THREADPOOL_SIZE'] ??= '16'

quietSqliteWarning()
const status = await runCommand(process.argv.slice(2), processContext(), ownPackage())
// Connections that are kept open for the next request would keep the process waiting.
process.stdout.write('', () => process.exit(status))
