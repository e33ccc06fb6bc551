import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Puts all temporary folders of the tests, and of the processes they kill, into one, and removes it with whatever is left in it. */
export default function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'shotlist-tests-'))
  for (const name of ['TMPDIR', 'TEMP', 'TMP']) process.env[name] = folder
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 10 })
}
