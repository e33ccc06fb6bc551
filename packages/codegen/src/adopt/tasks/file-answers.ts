import { isJson, mediaTypes } from '../../ir/media-types.ts'
import type { RuleContext } from '../../rules/rule-context.ts'
import { child, entries } from '../../spec/place.ts'
import type { SpecOperation } from '../../spec/spec-document.ts'
import { type Media, mediaOf, wordsOf } from '../words.ts'

/** The kind of file that a response is. */
export function bytesOf(operation: SpecOperation, { spec }: Pick<RuleContext, 'spec'>): Media | undefined {
  const good = entries(child(operation.place, 'responses')).find(([status]) => status.startsWith('2'))
  const types = mediaTypes(spec.sources.deref(good?.[1]), spec.sources).map(({ type }) => type)
  if (types.length === 0) return undefined
  const media = types.map((type) => /^(video|image|audio)\//.exec(type)?.[1]).find((one) => one !== undefined)
  if (media !== undefined) return media as Media
  const isBytes = types.every((type) => !isJson(type) && !type.startsWith('text/'))
  return isBytes ? (mediaOf(wordsOf(operation.path)) ?? 'video') : undefined
}

/** Whether the status of a response says that a task is not done yet: 202, and the file itself with 200. */
export function isStateByStatus(operation: SpecOperation, context: Pick<RuleContext, 'spec'>): boolean {
  const statuses = entries(child(operation.place, 'responses')).map(([status]) => status)
  return statuses[0] === '200' && statuses.includes('202') && bytesOf(operation, context) !== undefined
}
