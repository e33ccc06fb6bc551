import type { OperationTable } from '../contract/index.ts'
import { InvalidInputError } from '../errors/invalid-input-error.ts'
import { mapAt } from '../json/map-at.ts'
import { isFileInput } from '../transfer/is-file-input.ts'
import type { Validator } from '../validation/validator.ts'
import type { Engine, InputCheck } from './engine.ts'

export type InputCheckOptions = {
  /** Says what is wrong with an input that does not fit: asked for when there is one. Default: what says whether it fits. */
  readonly validator?: () => Validator | Promise<Validator>
  /** Where values that the document does not list are sent as they are, and told of. */
  readonly openEnums?: OperationTable['openEnums']
  /** The texts that mistakes are explained with. Default: those of the provider's whole table, loaded when there is a mistake. */
  readonly texts?: Pick<OperationTable, 'messages' | 'defaults'>
}

type Texts = Pick<OperationTable, 'messages' | 'defaults'>

const textsOf = async ({ table }: Engine, operation: string): Promise<Texts> =>
  (await table.whole?.().catch(() => undefined))?.operations[operation] ?? { messages: {}, defaults: {} }

/**
 * Makes the check of an operation's input. Files that are yet to be uploaded count as ids. What explains mistakes is loaded when there is
 * one.
 */
export const inputCheck = (
  fits: ((input: unknown) => boolean) | undefined,
  { validator = () => fits as Validator, openEnums = {}, texts }: InputCheckOptions = {},
): InputCheck => {
  const open = Object.entries(openEnums)
  return async (input, { engine, operation: { name, uploads = {}, exact } }) => {
    const files = new Set<string>()
    let checked = input
    for (const pattern of Object.keys(uploads)) {
      checked = mapAt(checked, pattern, (value, pointer) => {
        if (!isFileInput(value)) return value
        files.add(pointer)
        return exact?.patterns.includes(pattern) === true ? 1 : 'id'
      })
    }
    if (fits?.(checked) === false) {
      const validate = await validator()
      validate(checked)
      // Which id a file will get, and of what type, is the provider's business.
      const mistakes = (validate.errors ?? []).filter(({ instancePath }) => !files.has(instancePath))
      if (mistakes.length > 0) {
        const { explain } = await import('../validation/explain.ts')
        throw new InvalidInputError(name, explain(mistakes, checked, { ...(texts ?? (await textsOf(engine, name))), uploads }))
      }
    }
    for (const [pattern, listed] of open) {
      mapAt(checked, pattern, (value, pointer) => {
        if ((typeof value === 'string' || typeof value === 'number') && !listed.includes(value)) {
          engine.onEvent({ type: 'unlisted-value', operation: name, pointer, value })
        }
        return value
      })
    }
  }
}
