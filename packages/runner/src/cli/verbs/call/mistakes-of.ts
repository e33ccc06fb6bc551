import { UsageError } from '../../../errors/usage-error.ts'

/** The mistakes without places: there is no file that the user could look into. */
export function mistakesOf(
  issues: readonly { readonly severity: string; readonly message: string; readonly hint?: string; readonly suggestion?: string }[],
  name: string,
): UsageError {
  const errors = issues.filter(({ severity }) => severity === 'error')
  const lines = errors.map(({ message, suggestion }) => (suggestion === undefined ? message : `${message} Did you mean \`${suggestion}\`?`))
  const [only] = lines
  // Whom a mistake is about is said before it.
  const hint = errors.length === 1 && !errors[0]?.hint?.includes(name) ? errors[0]?.hint : undefined
  return new UsageError(
    lines.length === 1 && only !== undefined
      ? `${name}: ${only}`
      : `${name}: ${lines.length} mistakes\n${lines.map((line) => `  - ${line}`).join('\n')}`,
    { hint: hint ?? `\`shotlist describe ${name}\` tells of its fields.` },
  )
}
