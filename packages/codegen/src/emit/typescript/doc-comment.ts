/**
 * A documentation comment of these paragraphs, indented; nothing where there are none. Text that would end the comment is broken up,
 * so that a document cannot write code into a generated file.
 */
export function docComment(paragraphs: readonly (string | undefined)[], indent = 0): string {
  const text = paragraphs
    .filter((paragraph) => paragraph !== undefined && paragraph.trim() !== '')
    .map((paragraph) => paragraph?.trim().replaceAll('*/', '*\u200b/'))
    .join('\n\n')
  if (text === '') return ''
  const pad = ' '.repeat(indent)
  if (!text.includes('\n') && text.length + indent < 130) return `${pad}/** ${text} */\n`
  const lines = text.split(/\r\n|\r|\n/).map((line) => `${pad} * ${line}`.trimEnd())
  return `${pad}/**\n${lines.join('\n')}\n${pad} */\n`
}
