import { documentCodes, documentRemedy } from './document-codes.ts'
import type { Explanation, Explanations } from './explanation.ts'
import { failureClasses } from './failure-classes.ts'
import { manifestCodes } from './manifest-codes.ts'
import { runCodes } from './run-codes.ts'

/** What a code is of. */
export type Kind = 'run' | 'class' | 'manifest' | 'document'

export type Explained = Explanation & { readonly code: string; readonly kind: Kind }

/** Every code there is, in the order of the page of codes. Codes of documents are as a manifest's list of mistakes shows them. */
export const explanations: readonly Explained[] = [
  ...listed('run', runCodes),
  ...listed('class', failureClasses),
  ...listed('manifest', manifestCodes),
  ...Object.entries(documentCodes).map(
    ([code, meaning]): Explained => ({ code: `document/${code}`, kind: 'document', meaning, remedy: documentRemedy, exit: 'usage' }),
  ),
]

/** All that a code may mean: some are both what ends the command and a class of failure. Codes of documents may be given without `document/`. */
export function explainCode(code: string): readonly Explained[] {
  const own = explanations.filter((each) => each.code === code)
  return own.length > 0 ? own : explanations.filter((each) => each.code === `document/${code}`)
}

function listed(kind: Kind, codes: Explanations): readonly Explained[] {
  return Object.entries(codes).map(([code, explanation]): Explained => Object.assign({ code, kind }, explanation))
}
