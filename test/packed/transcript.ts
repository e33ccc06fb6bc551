import type { Step } from './session.ts'

/** A session as text: the commands and their output, without what differs between runs. */
export function transcript(steps: readonly Step[], folder: string): string {
  const parts = steps.map(({ command, status, output }) => {
    const end = status === 0 ? '' : `\n(exit ${status})`
    return `$ ${command}\n${calm(output.replaceAll(folder, '~'))}${end}`.trimEnd()
  })
  return `${parts.join('\n\n')}\n`
}

/** Replaces times, ids and the order in which clips ended, because they differ between runs. */
function calm(output: string): string {
  return output
    .replaceAll(/\b\d+(\.\d+)? s\b(?!,| {2,}| credits)/g, '... s')
    .replaceAll(/\btask \S+/g, 'task ...')
    .replaceAll(/ in \d+(\.\d+)?m?s$/gm, '')
    .trimEnd()
}
