import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { StateHeldError, StateNotWritableError } from '../src/errors/state-errors.ts'
import { holdState, isHeld } from '../src/store/journal/holder.ts'

const HOLDER = fileURLToPath(new URL('../src/store/journal/holder.ts', import.meta.url))

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'shotlist-holder-'))
  onTestFinished(() => rm(path, { recursive: true, force: true, maxRetries: 20 }))
  return path
}

/** A process that holds a folder until it is killed. */
async function holdElsewhere(path: string) {
  const script = `import { holdState } from ${JSON.stringify(HOLDER)}; holdState(process.argv[1], 'run'); console.log('held'); setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--conditions=@shotlist/source', '--input-type=module', '-e', script, path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  await new Promise((resolve, reject) => {
    child.stdout.once('data', resolve)
    child.once('exit', (code) => reject(new Error(`it ended with ${code}`)))
  })
  return child
}

test('a folder has one holder, and all others get its name', async () => {
  const path = await folder()
  const child = await holdElsewhere(path)
  expect(isHeld(path)).toBe(true)
  expect(() => holdState(path, 'run')).toThrow(StateHeldError)
  expect(() => holdState(path, 'run')).toThrow(`process ${child.pid} on`)
})

test('a killed process holds nothing, whatever is in its file', async () => {
  const path = await folder()
  const child = await holdElsewhere(path)
  child.kill('SIGKILL')
  await new Promise((resolve) => child.once('exit', resolve))
  expect(isHeld(path)).toBe(false)
  holdState(path, 'run').release()
  // As a crashed machine leaves it: another host, and a process id that is in use on this one.
  const file = new DatabaseSync(join(path, 'holder.db'))
  file.prepare('UPDATE holder SET who = ?').run(JSON.stringify({ pid: process.pid, host: 'elsewhere', since: '2020-01-01', verb: 'run' }))
  file.close()
  const holder = holdState(path, 'run')
  expect(isHeld(path)).toBe(true)
  holder.release()
  expect(isHeld(path)).toBe(false)
})

test('a folder in place of the lock file is a clear error, for holding and for reading', async () => {
  const path = await folder()
  await mkdir(join(path, 'holder.db'))
  expect(() => holdState(path, 'run')).toThrow(StateNotWritableError)
  expect(() => isHeld(path)).toThrow(StateNotWritableError)
})
