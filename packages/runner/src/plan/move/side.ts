import type { FieldModel, ProviderModel } from '@shotlist/codegen'

/** One end of a move: an operation of a provider. */
export type Side = { readonly provider: string; readonly model: ProviderModel; readonly operation: string }

/** The operation's fields; none where the provider has no such operation. */
export function fieldsOf({ model, operation }: Side): readonly FieldModel[] {
  return model.operations[operation]?.fields ?? []
}

/** What a field means: its canonical name, or its own where it has none. */
export function meaningOf({ canonical, name }: FieldModel): string {
  return canonical ?? name
}
