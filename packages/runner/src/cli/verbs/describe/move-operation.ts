import { UsageError } from '../../../errors/usage-error.ts'
import { moveFields } from '../../../plan/move/move-fields.ts'
import { moveRequest } from '../../../plan/move/move-request.ts'
import type { Side } from '../../../plan/move/side.ts'
import { printJson } from '../../../show/text/print-json.ts'
import type { VerbContext, VerbOptions } from '../../verb.ts'
import { movedText, moveFieldsText } from './move-text.ts'
import { readJobFields } from './read-job-fields.ts'
import type { TextOptions } from './text-options.ts'

type Move = { readonly from: Side; readonly to: Side; readonly manifest: string | undefined }

/** `describe --to`: what becomes of an operation, or of one request, at another provider. */
export function moveOperation(
  context: VerbContext,
  { from, to, manifest }: Move,
  given: { options: VerbOptions; text: TextOptions },
): number {
  const { options, text } = given
  const json = options['json'] === true
  const request = requestOf(context, { from, to, manifest }, options)
  const names = { from: `${from.provider}/${from.operation}`, to: `${to.provider}/${to.operation}` }
  if (request === undefined) {
    if (json) printJson({ ...names, fields: moveFields(from, to) }, context.stdout)
    else context.stdout.write(moveFieldsText(from, to, text))
    return 0
  }
  const moved = moveRequest(from, to, request)
  if (json) printJson({ ...names, ...moved }, context.stdout)
  else context.stdout.write(movedText(from, to, { moved, options: text }))
  return 0
}

function requestOf({ cwd }: VerbContext, { from, manifest }: Move, options: VerbOptions): Readonly<Record<string, unknown>> | undefined {
  const { job, with: json } = options
  if (typeof job === 'string') return readJobFields(job, { cwd, manifest, operation: from })
  if (typeof json !== 'string') return undefined
  try {
    const value = JSON.parse(json) as unknown
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Readonly<Record<string, unknown>>
  } catch (error) {
    throw new UsageError('--with is no good JSON', { cause: error })
  }
  throw new UsageError('--with takes a JSON object of fields')
}
