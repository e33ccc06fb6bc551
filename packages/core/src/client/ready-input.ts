import type { Engine, EngineOperation } from './engine.ts'
import type { Input } from './provider-client.ts'

/**
 * The input as it is sent, after it was checked.
 *
 * @throws InvalidInputError with every mistake.
 */
export const readyInput = async (engine: Engine, operation: EngineOperation, input: Input): Promise<Input> => {
  const { exact, check } = operation
  const checked = exact?.asText(operation.name, input) ?? input
  await check?.(checked, { engine, operation })
  return exact?.asSent(checked) ?? checked
}
