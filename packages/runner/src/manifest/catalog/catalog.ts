import type { ProviderModel } from '@shotlist/codegen'

/** The providers a manifest may use: those that ship, and its own. */
export type Catalog = {
  readonly ids: readonly string[]
  get(id: string): ProviderModel | undefined
  /** A provider of the manifest's own whose document has mistakes: it is known, and nothing can be said of its operations. */
  isBroken(id: string): boolean
}

/** Ids of the providers that ship, and how they are loaded. Tests give their own. */
export type Shipped = { readonly ids: readonly string[]; load(id: string): ProviderModel | undefined }
