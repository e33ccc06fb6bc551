import type { FieldModel } from '@shotlist/codegen'
import type { CompiledValue } from '../../manifest/expressions/compiled-value.ts'
import type { Place } from '../../manifest/yaml/node.ts'

/** A field of a job's request, as the manifest gives it. */
export type Field = {
  /** The provider's own name. */
  readonly name: string
  readonly keyPlace: Place
  readonly value: CompiledValue
} & FieldRules

/** What the operation says of a field. */
export type FieldRules = {
  /** Absent where the operation is not known. */
  readonly model: FieldModel | undefined
  /** Places within the value that take an uploaded file, and through which operation. `-` stands for any item of a list. */
  readonly uploads: readonly { readonly path: readonly string[]; readonly operation: string }[]
  /** Places within the value that take a public URL and nothing else. */
  readonly publicUrls: readonly (readonly string[])[]
}
