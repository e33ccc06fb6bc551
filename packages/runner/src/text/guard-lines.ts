/**
 * A text in which no line is taken for a command by a CI system: `::set-output` and `##vso[` at the beginning of a line, `##[` anywhere.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
export function guardLines(text: string): string {
  return text.replaceAll(/^([^\S\r\n]*)(?=::|##)/gm, String.raw`$1\ `).replaceAll('##[', String.raw`#\#[`)
}
