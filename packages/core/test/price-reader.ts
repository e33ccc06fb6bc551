import { expect } from 'vitest'
import { type Estimate, estimatePrice, type OperationTable, type ProviderTable, type Validator } from '../src/index.ts'

type Fields = Readonly<Record<string, unknown>>

async function validatorOf(id: string, operation: string): Promise<readonly [string, Validator]> {
  const { validate } = (await import(`../src/providers/${id}/validators/${operation}.gen.ts`)) as { validate: Validator }
  return [operation, validate]
}

/** Makes a function that returns the cost of a request by the document; the document's rules must accept the request. */
export async function priceReader(
  table: ProviderTable,
): Promise<(operation: Pick<OperationTable, 'name'>, request: Fields, seconds?: Readonly<Record<string, number>>) => Estimate> {
  const validators = new Map(await Promise.all(Object.keys(table.operations).map((name) => validatorOf(table.id, name))))
  return ({ name }, request, seconds = {}) => {
    const validate = validators.get(name)
    const operation = table.operations[name]
    if (validate === undefined || operation === undefined) throw new Error(`${table.id} has no ${name}.`)
    validate(request)
    expect(validate.errors ?? [], `${name} ${JSON.stringify(request)} is a valid request`).toEqual([])
    return estimatePrice(operation, request, { money: table.money, seconds })
  }
}
