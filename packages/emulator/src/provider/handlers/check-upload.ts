import type { UploadRule } from '../../documents/terms.ts'
import type { MediaFacts } from '../../files/probe.ts'
import type { FilePart } from '../../requests/incoming.ts'
import { mistake } from '../../requests/refusal.ts'

/**
 * Holds a file against the limits of the document.
 * @throws Refusal of class `invalid-request`.
 */
export function checkUpload(rule: UploadRule, part: FilePart, facts: MediaFacts): void {
  const { types, maxBytes, maxSide, maxSeconds } = rule.accepts
  const refuse = (why: string): never => {
    throw mistake('invalid-request', `${part.fileName}: ${why}`)
  }
  if (part.content.byteLength === 0) refuse('the file is empty')
  if (types.length > 0 && !types.includes(part.type)) refuse(`the type ${part.type || '(none)'} is not taken; ${types.join(', ')} are`)
  if (maxBytes !== undefined && part.content.byteLength > maxBytes) refuse(`${part.content.byteLength} bytes are more than ${maxBytes}`)
  if (facts.kind === 'unreadable') return refuse(`the file is no readable ${part.type}`)
  const { width, height } = facts
  if (maxSide !== undefined && width !== undefined && height !== undefined && Math.max(width, height) > maxSide) {
    refuse(`${width}x${height} pixels are more than ${maxSide} on a side`)
  }
  if (maxSeconds !== undefined && facts.kind !== 'image' && facts.seconds > maxSeconds)
    refuse(`${facts.seconds} s are more than ${maxSeconds}`)
}
