import type { OutputRule } from '@shotlist/core/contract'

/** What an output is, for people: `id`, `image list`, `image, kept`. */
export function outputKind({ type, list, keep }: OutputRule): string {
  return `${type}${list === true ? ' list' : ''}${keep === true ? ', kept' : ''}`
}
