import { NodeTooOldError } from '../errors/node-too-old-error.ts'

/**
 * Makes sure that this Node.js is new enough, before something it lacks is loaded.
 *
 * @param range the package's `engines.node`, `>=22.13`
 * @throws {NodeTooOldError}
 */
export function checkNode(range: string, found: string): void {
  const needed = range.replace(/^>=/, '')
  const [neededMajor = 0, neededMinor = 0] = needed.split('.').map(Number)
  const [major = 0, minor = 0] = found.split('.').map(Number)
  if (major < neededMajor || (major === neededMajor && minor < neededMinor)) throw new NodeTooOldError(found, needed)
}
