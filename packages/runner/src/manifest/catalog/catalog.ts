import type { ProviderModel } from '@shotlist/codegen'

/** The providers that a manifest may use: those that ship with Shotlist, and its own. */
export type Catalog = {
  readonly ids: readonly string[]
  get(id: string): ProviderModel | undefined
  /** Whether the manifest names its own document for this provider and the document has mistakes, so that its operations are unknown. */
  isBroken(id: string): boolean
}

/** The ids of the providers that ship, and a way to load them. Tests use their own. */
export type Shipped = { readonly ids: readonly string[]; load(id: string): ProviderModel | undefined }
