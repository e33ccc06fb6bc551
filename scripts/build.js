/**
 * Builds all packages, and is quiet about it: what a script prints afterwards is what somebody wanted to see. What a failed build says is
 * shown whole, and ends with its status.
 *
 * Plain JavaScript: this runs before anything is built, on whatever Node there is.
 */
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** Nobody wonders before that; a build from the cache takes less. */
const SILENCE_MS = 3000

// Turbo's launcher is a program for Node, so that no shell needs to find it.
const turbo = fileURLToPath(new URL('../node_modules/turbo/bin/turbo', import.meta.url))
const child = spawn(process.execPath, [turbo, 'run', 'build', '--output-logs=errors-only', '--ui=stream'], {
  cwd: fileURLToPath(new URL('..', import.meta.url)),
  env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1' },
  stdio: ['ignore', 'pipe', 'pipe'],
})
/** @type {Buffer[]} */
const said = []
for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => said.push(bytes))
const notice = setTimeout(() => console.error('Building the packages first; this takes about half a minute.'), SILENCE_MS)
child.once('error', (error) => {
  console.error(`turbo cannot be started: ${error.message}`)
  process.exitCode = 1
})
child.once('close', (status) => {
  clearTimeout(notice)
  if (status === 0) return
  process.stderr.write(Buffer.concat(said))
  process.exitCode = status ?? 1
})
