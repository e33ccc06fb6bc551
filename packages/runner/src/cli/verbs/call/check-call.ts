import { createInputValidator } from '@shotlist/codegen'
import { createPaint } from '../../../show/text/paint.ts'
import { visible } from '../../../show/text/visible.ts'
import type { VerbContext } from '../../verb.ts'
import { mistakesOf } from './mistakes-of.ts'
import type { Call } from './plan-call.ts'

/**
 * Checks the fields of an operation that answers at once, as a plan does those of one that starts a task. Warnings are written to stderr.
 *
 * @throws {UsageError} its fields have mistakes
 */
export function checkCall({ stderr, color }: VerbContext, { provider, model, operation, fields, allowUnknown }: Call): void {
  const files = Object.entries(fields).flatMap(([name, value]) => (typeof value === 'object' && value !== null ? [`/${name}`] : []))
  const uploads = files.filter((pointer) => model.table.operations[operation]?.uploads[pointer] !== undefined)
  const issues = createInputValidator(model, operation)(fields, { unresolved: uploads })
  // What was probably meant stands in the message already.
  const plain = issues.map(({ severity, message }) => ({ severity, message }))
  if (plain.some(({ severity }) => severity === 'error')) throw mistakesOf(plain, `${provider}/${operation}`)
  if (allowUnknown) return
  const paint = createPaint(color)
  for (const { message } of plain) stderr.write(`${paint('yellow', 'warning:')} ${visible(message)}\n`)
}
