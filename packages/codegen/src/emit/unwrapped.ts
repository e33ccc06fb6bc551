/**
 * A text whose paragraphs are one line each, as hover texts and table cells need it: documents wrap their lines, and a break within a
 * paragraph would be shown. Lists and tables keep their lines.
 */
export function unwrapped(text: string): string {
  return text.trim().replaceAll(/(?<=\S)[ \t]*\n(?![ \t]*(?:\n|[-*|]|\d+\.))[ \t]*/g, ' ')
}
