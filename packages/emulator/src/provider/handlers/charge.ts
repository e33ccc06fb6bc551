import type { JsonObject } from '../../answers/json.ts'
import type { OperationTable } from '../../documents/terms.ts'
import { Refusal } from '../../requests/refusal.ts'
import { priceOf, withDefaults } from '../../tasks/price.ts'
import type { Context } from '../context.ts'
import type { Source } from './sources.ts'

/**
 * What a request costs, once it is sure that the account has it.
 * @throws Refusal of class `quota` where it has not.
 */
export function chargeFor(
  context: Context,
  operation: OperationTable,
  request: { readonly fields: JsonObject; readonly sources: readonly Source[] },
): number | undefined {
  const secondsOf = (field: string): number | undefined => request.sources.find((source) => source.field === field)?.seconds
  const charge = priceOf(operation.price, { fields: withDefaults(operation, request.fields), secondsOf })
  const { account } = context.state
  if (account.affords(charge)) return charge
  const { unit } = context.model.table.money
  throw new Refusal('quota', `${operation.name} costs ${charge ?? 'something'} ${unit}, and ${account.balance ?? 0} are left`)
}
