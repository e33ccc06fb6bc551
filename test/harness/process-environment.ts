import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The compile cache of all test processes. It is outside their homes, because many tests compare the files there. */
const CACHE_HOME = join(tmpdir(), 'shotlist-test-cache')

/** The environment variables that a test process needs to start, and no others. */
export function processEnvironment(home: string): Readonly<Record<string, string>> {
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: home,
    XDG_CACHE_HOME: CACHE_HOME,
  }
}
