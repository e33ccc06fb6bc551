import type { VerbOption } from '../verb.ts'

/** For verbs that submit, or say what would be submitted. */
export const allowUnpricedOption: VerbOption = {
  flags: '--allow-unpriced',
  description: 'submit what has no known price also under a budget, which cannot hold it back',
}
