import type { Step } from './session.ts'

/** A session as a page: commands and what came, without what differs from run to run. */
export function transcript(steps: readonly Step[], folder: string): string {
  const parts = steps.map(({ command, status, output }) => {
    const end = status === 0 ? '' : `\n(exit ${status})`
    return `$ ${command}\n${calm(output.replaceAll(folder, '~'))}${end}`.trimEnd()
  })
  return `${parts.join('\n\n')}\n`
}

/** Times, ids and the order in which clips happened to end are not the same twice. */
function calm(output: string): string {
  return output
    .replaceAll(/\b\d+(\.\d+)? s\b(?!,| {2,}| credits)/g, '... s')
    .replaceAll(/\btask \S+/g, 'task ...')
    .replaceAll(/ in \d+(\.\d+)?m?s$/gm, '')
    .trimEnd()
}
