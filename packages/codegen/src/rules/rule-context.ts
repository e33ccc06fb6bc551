import type { DialectOperation, DialectProvider } from '../dialect/dialect.gen.ts'
import { compileAuth } from '../ir/compile-access.ts'
import { type CompiledInput, compileInput } from '../ir/compile-input.ts'
import { Inliner } from '../ir/schema/inline.ts'
import type { Issue } from '../issues/issue.ts'
import { propertiesInPlace } from '../spec/in-place.ts'
import { child, isObject, items, type Place } from '../spec/place.ts'
import { allSchemas } from '../spec/schemas.ts'
import type { SpecDocument, SpecOperation } from '../spec/spec-document.ts'

/** Looks for one kind of mistake. It accepts a document of any shape: other rules report wrong shapes. */
export type Rule = (context: RuleContext) => Iterable<Issue>

/** A named operation, as far as the document is readable. */
export type NamedOperation = {
  readonly operation: SpecOperation
  /** Its entry in `x-operations`. */
  readonly entry: Place
  readonly written: DialectOperation
  readonly input: CompiledInput
  /** The fields of the input, by name. */
  readonly fields: ReadonlyMap<string, unknown>
}

/** What rules read. Inputs are compiled once for all rules. */
export type RuleContext = {
  readonly spec: SpecDocument
  readonly inliner: Inliner
  readonly named: readonly NamedOperation[]
  /** Every schema of the document, each once. */
  readonly schemas: readonly Place[]
  /** Whether the document is used without the dialect: then OpenAPI 3.0 is allowed, and so is leaving out what only the dialect needs. */
  readonly plain: boolean
}

export function ruleContext(spec: SpecDocument): RuleContext {
  const inliner = new Inliner(spec.sources)
  const written = child(spec.root, 'x-provider')?.value
  const provider = (isObject(written) ? written : {}) as Partial<DialectProvider>
  const auth = compileAuth(spec)
  const context = { spec, inliner, provider, authHeader: auth?.in === 'header' ? auth.name : undefined }
  const named = spec.operations.flatMap((operation) =>
    items(child(operation.place, 'x-operations')).flatMap((entry) => {
      if (!isObject(entry.value)) return []
      const input = compileInput({ operation, entry, fixed: fixedOf(entry) }, context)
      return [{ operation, entry, written: entry.value as unknown as DialectOperation, input, fields: propertiesInPlace(input.schema) }]
    }),
  )
  return { spec, inliner, named, schemas: allSchemas(spec), plain: false }
}

function fixedOf(entry: Place): Readonly<Record<string, unknown>> {
  const fixed = child(entry, 'fixed')?.value
  return isObject(fixed) ? fixed : {}
}
