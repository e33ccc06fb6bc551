import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Where the processes of all tests keep compiled code: not in their homes, whose files are what many a test looks at. */
const CACHE_HOME = join(tmpdir(), 'shotlist-test-cache')

/** What a process of a test needs of its environment to start, and nothing else of this one's. */
export function processEnvironment(home: string): Readonly<Record<string, string>> {
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: home,
    XDG_CACHE_HOME: CACHE_HOME,
  }
}
