import type { FieldModel, ProviderModel } from '@shotlist/codegen'

/** One end of a move: an operation of a provider. */
export type Side = { readonly provider: string; readonly model: ProviderModel; readonly operation: string }

/** The operation's fields; empty if the provider has no such operation. */
export function fieldsOf({ model, operation }: Side): readonly FieldModel[] {
  return model.operations[operation]?.fields ?? []
}

/** The meaning of a field: its canonical name, or its own name if it has none. */
export function meaningOf({ canonical, name }: FieldModel): string {
  return canonical ?? name
}
