/** A Markdown table. Cells are one line each; bars and line breaks in them are escaped. */
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

/** Text in code marks, safe for values that hold backticks. */
export function inlineCode(text: string): string {
  return text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``
}

/**
 * A text whose paragraphs are one line each, as hover texts and table cells need it: documents wrap their lines, and a break within a
 * paragraph would be shown. Lists and tables keep their lines.
 */
export function unwrapped(text: string): string {
  return text.trim().replaceAll(/(?<=\S)[ \t]*\n(?![ \t]*(?:\n|[-*|]|\d+\.))[ \t]*/g, ' ')
}
