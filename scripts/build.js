/**
 * Builds all packages without output, so that only the output of the script that follows is visible. If the build fails, its output is
 * shown and its status is returned.
 *
 * Plain JavaScript, because this runs before anything is built, on any version of Node.
 */
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** A build from the cache takes less; a longer one gets a message. */
const SILENCE_MS = 3000

// Turbo's launcher is a Node program, so it is started without a shell.
const turbo = fileURLToPath(new URL('../node_modules/turbo/bin/turbo', import.meta.url))
const child = spawn(process.execPath, [turbo, 'run', 'build', '--output-logs=errors-only', '--ui=stream'], {
  cwd: fileURLToPath(new URL('..', import.meta.url)),
  env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1' },
  stdio: ['ignore', 'pipe', 'pipe'],
})
/** @type {Buffer[]} */
const output = []
for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => output.push(bytes))
const notice = setTimeout(() => console.error('Building the packages first; this takes about half a minute.'), SILENCE_MS)
child.once('error', (error) => {
  console.error(`turbo cannot be started: ${error.message}`)
  process.exitCode = 1
})
child.once('close', (status) => {
  clearTimeout(notice)
  if (status === 0) return
  process.stderr.write(Buffer.concat(output))
  process.exitCode = status ?? 1
})
