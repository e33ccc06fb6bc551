/** A Markdown table. Each cell is one line; bars and line breaks in cells are escaped. */
export function markdownTable(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  return [line(columns), line(columns.map(() => '---')), ...rows.map(line)].join('\n')
}

function line(cells: readonly string[]): string {
  return `| ${cells.map(cell).join(' | ')} |`
}

function cell(text: string): string {
  return text
    .trim()
    .replaceAll('|', String.raw`\|`)
    .replaceAll(/\s*\n\s*/g, ' ')
}

/** A fenced block of code. */
export function codeBlock(language: string, code: string): string {
  return `\`\`\`${language}\n${code.trimEnd()}\n\`\`\``
}

/** Text in code marks; the text may hold backticks. */
export function inlineCode(text: string): string {
  return text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``
}

/**
 * Joins the lines of each paragraph, as hover texts and table cells need: documents wrap their lines, and editors would show each line
 * break. Lists and tables keep their lines.
 */
export function unwrapped(text: string): string {
  return text.trim().replaceAll(/(?<=\S)[ \t]*\n(?![ \t]*(?:\n|[-*|]|\d+\.))[ \t]*/g, ' ')
}
