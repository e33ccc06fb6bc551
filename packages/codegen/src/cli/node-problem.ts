/**
 * The message for a Node.js that is too old for a program; `undefined` if it is new enough.
 *
 * This module, and whatever a program's first file imports with it, must load in every Node.js that has ES modules: no newer syntax, and no
 * newer exports of Node's own modules.
 * @param range The package's `engines.node`, `>=22.13`.
 */
export function nodeProblem(program: string, { range, found }: { readonly range: string; readonly found: string }): string | undefined {
  const needed = range.replace(/^>=/, '')
  const [neededMajor = 0, neededMinor = 0] = needed.split('.').map(Number)
  const [major = 0, minor = 0] = found.split('.').map(Number)
  if (major > neededMajor || (major === neededMajor && minor >= neededMinor)) return undefined
  return `error: ${program} needs Node.js ${needed} or newer; this is ${found} (node-too-old)\n  = Install a newer one: https://nodejs.org/en/download\n`
}
