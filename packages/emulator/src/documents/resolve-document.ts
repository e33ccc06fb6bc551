import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { compileDocument, type ProviderModel } from '@shotlist/codegen'
import { defined } from '@shotlist/codegen/defined'

/** The folders with the shipped documents: beside the packages in the repository, inside the package when it is published. */
const shippedFolders = ['../../../../specs/', '../../specs/'].map((folder) => new URL(folder, import.meta.url))

/**
 * The model of a document, given as a model, as the id of a shipped provider (`pixverse`), or as a path.
 * @param overlay the path of an OpenAPI Overlay, which is applied to the document
 * @throws DocumentError if the document or the overlay is missing or has mistakes; it lists all of them.
 */
export function resolveDocument(document: string | ProviderModel, overlay?: string): ProviderModel {
  if (typeof document !== 'string') {
    if (overlay === undefined) return document
    throw new DocumentError(`the overlay ${overlay} changes a document, and a model is given: give the path of the document`)
  }
  const path = shippedPath(document) ?? document
  if (!existsSync(path)) throw new DocumentError(`there is no document ${document}: give a path, or the id of a provider that ships`)
  const compiled = compileDocument({ path, name: document }, defined({ overlay: overlay === undefined ? undefined : { path: overlay } }))
  if (compiled.ok) return compiled.model
  const lines = compiled.issues.map((issue) => `  ${issue.file}:${issue.line}:${issue.column} ${issue.message}`)
  throw new DocumentError(
    `the document ${document}${overlay === undefined ? '' : `, with the overlay ${overlay},`} has mistakes:\n${lines.join('\n')}`,
  )
}

function shippedPath(id: string): string | undefined {
  if (!/^[a-z0-9-]+$/.test(id)) return undefined
  return shippedFolders.map((folder) => fileURLToPath(new URL(`${id}/openapi.yaml`, folder))).find((path) => existsSync(path))
}

/** A document that cannot be served: it is missing or has mistakes. */
export class DocumentError extends Error {
  override readonly name = 'DocumentError'
  readonly code = 'EMULATOR_DOCUMENT'
}
