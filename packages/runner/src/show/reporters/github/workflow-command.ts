/** A mark that GitHub puts beside a line of a file. */
export type Annotation = {
  readonly level: 'error' | 'warning' | 'notice'
  /** Relative to the repository's root; absent, it stands beside no file. */
  readonly file?: string
  /** From 1. */
  readonly line?: number
  readonly column?: number
  readonly endColumn?: number
  readonly title: string
  readonly message: string
}

/**
 * An annotation as the line that GitHub Actions reads from a step's output.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#setting-an-error-message
 */
export function workflowCommand({ level, file, line, column, endColumn, title, message }: Annotation): string {
  const facts = { file, line, col: column, endColumn, title }
  const properties = Object.entries(facts)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}=${escapeProperty(String(value))}`)
  return `::${level} ${properties.join(',')}::${escapeData(message)}\n`
}

const escapeData = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
const escapeProperty = (text: string): string => escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
