import { createHash } from 'node:crypto'
import type { OperationModel } from '@shotlist/codegen'
import type { OperationTable } from '@shotlist/core/contract'
import type { Job } from '../../manifest/manifest.ts'

/** What a seed is derived from: the instance's name without its take, and the take. */
export type SeedSource = { readonly group: string; readonly take: number | undefined }

type Seeded = {
  readonly declaration: Pick<Job, 'seed'>
  readonly used:
    | { readonly table: Pick<OperationTable, 'canonical'>; readonly operation: Pick<OperationModel, 'fields' | 'variants'> }
    | undefined
  readonly fields: readonly { readonly name: string; readonly value: { readonly kind: string } }[]
}

/**
 * Sets the seed. Without one in the request it is derived from the instance's name, the job's `seed` and the take. A number that `with` holds is
 * increased for each take; the result of an expression is not.
 */
export function withSeed(
  request: Record<string, unknown>,
  { declaration, used, fields }: Seeded,
  { group, take }: SeedSource,
): Record<string, unknown> {
  const name = used?.table.canonical['seed']
  const model = name === undefined || used === undefined ? undefined : fieldOf(name, used.operation, request)
  if (name === undefined || model?.type !== 'integer') return request
  const given = request[name]
  if (given === undefined) {
    const base = declaration.seed === undefined ? group : `${group}:${declaration.seed}`
    return { ...request, [name]: deriveSeed(take === undefined ? base : `${base}#${take}`, model.maximum) }
  }
  const isWritten = fields.find((field) => field.name === name)?.value.kind === 'static'
  if (take === undefined || !isWritten || typeof given !== 'number') return request
  return { ...request, [name]: (given + take - 1) % ((model.maximum ?? MAX_SEED) + 1) }
}

/** The seed's field, in the variant that the request chooses: not every variant takes a seed. */
function fieldOf(name: string, { fields, variants = [] }: Pick<OperationModel, 'fields' | 'variants'>, request: Record<string, unknown>) {
  const isNamed = (field: { readonly name: string }): boolean => field.name === name
  const chosen = variants.find(({ field, values }) => (values as readonly unknown[]).includes(request[field]))
  const isCommon = !variants.some((variant) => variant.fields.some(isNamed))
  return chosen === undefined || isCommon ? fields.find(isNamed) : chosen.fields.find(isNamed)
}

/** The largest seed that any provider accepts. */
const MAX_SEED = 2_147_483_647

/** A seed from 0 to `max`, the same for the same text. */
export function deriveSeed(text: string, max: number = MAX_SEED): number {
  const digest = createHash('sha256').update(`seed:${text}`).digest()
  return digest.readUIntBE(0, 6) % (Math.min(max, MAX_SEED) + 1)
}
