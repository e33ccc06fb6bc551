import { defined } from '@shotlist/codegen/defined'
import { UsageError } from '../../errors/input-errors.ts'
import type { VerbOption, VerbOptions } from '../verb.ts'

/** For verbs that can use a provider that no manifest names. */
export const DOCUMENT_OPTIONS: readonly VerbOption[] = [
  { flags: '--spec <document>', description: "a provider's document of your own" },
  { flags: '--overlay <file>', description: 'with --spec: an OpenAPI Overlay that is applied to the document' },
]

/** A document named on the command line, and the overlay that is applied to it. */
export type NamedDocument = { readonly spec: string; readonly overlay?: string }

/**
 * The document that the options name.
 *
 * @throws {UsageError} there is an overlay, and no document
 */
export function documentOf({ spec, overlay }: VerbOptions): NamedDocument | undefined {
  if (typeof spec === 'string') return { spec, ...defined({ overlay: typeof overlay === 'string' ? overlay : undefined }) }
  if (overlay === undefined) return undefined
  throw new UsageError('--overlay changes the document that --spec names, and there is no --spec', {
    hint: 'Name the document: `--spec openapi.yaml`.',
  })
}
