/** What git is to leave alone: state that no other machine can use, and clips that the lockfile can bring back. */
const IGNORED = ['.shotlist/', 'renders/', 'renders-rehearsal/'] as const

/** What is to be added to a `.gitignore` with this content; empty where everything stands in it. */
export function ignoreLines(content: string): string {
  const lines = new Set(content.split('\n').map((line) => line.trim().replace(/^\//, '')))
  const missing = IGNORED.filter((pattern) => !lines.has(pattern) && !lines.has(pattern.slice(0, -1)))
  if (missing.length === 0) return ''
  return `${content === '' || content.endsWith('\n') ? '' : '\n'}${missing.join('\n')}\n`
}
