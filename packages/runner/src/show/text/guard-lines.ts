/**
 * A text in which no line is taken for a command by a CI system: `::set-output` and `##` at the beginning of a line, `##[` and `##vso[` anywhere.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 * https://learn.microsoft.com/en-us/azure/devops/pipelines/scripts/logging-commands
 */
export function guardLines(text: string): string {
  return text.replaceAll(/^([^\S\r\n]*)(?=::|##)/gm, String.raw`$1\ `).replaceAll(COMMAND, String.raw`#\#`)
}

/** `##` before a bracket, with a name or without. */
export const COMMAND = /##(?=[\w.]*\[)/g
