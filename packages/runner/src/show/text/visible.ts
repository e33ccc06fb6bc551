import { visible } from '@shotlist/codegen/text'
import { count } from '../../errors/amounts.ts'

export { visible } from '@shotlist/codegen/text'

/** The same for a text of several lines: line breaks stay. */
export function visibleLines(text: string): string {
  return text.split(/\r?\n/).map(visible).join('\n')
}

/** The beginning of a text of any length, made safe to show. */
export function brief(text: string): string {
  return visible(text.length > MOST ? `${text.slice(0, MOST)}... (${count(text.length, 'character')})` : text)
}
const MOST = 1000

/** The same for a text of several lines: line breaks stay. */
export function briefLines(text: string): string {
  return visibleLines(text.length > MOST_LINES ? `${text.slice(0, MOST_LINES)}... (${count(text.length, 'character')})` : text)
}
const MOST_LINES = 4000

/**
 * Escapes what a CI system would read as a command: `::set-output` and `##` at the beginning of a line, `##[` and `##vso[` anywhere.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 * https://learn.microsoft.com/en-us/azure/devops/pipelines/scripts/logging-commands
 */
export function guardLines(text: string): string {
  return text.replaceAll(/^([^\S\r\n]*)(?=::|##)/gm, String.raw`$1\ `).replaceAll(COMMAND, String.raw`#\#`)
}

/** `##` before a bracket, with a name or without. */
export const COMMAND = /##(?=[\w.]*\[)/g
