import type { OperationTable } from '../contract/index.ts'
import { InvalidInputError } from '../errors/invalid-input-error.ts'
import { mapAt } from '../json/map-at.ts'
import { isFileInput } from '../transfer/is-file-input.ts'
import type { Validator } from '../validation/validator.ts'
import type { Engine, InputCheck } from './engine.ts'
import type { Input } from './provider-client.ts'

export type InputCheckOptions = {
  /** Says what is wrong with an input that does not fit: asked for when there is one. Default: what says whether it fits. */
  readonly validator?: () => Validator | Promise<Validator>
  /** Where values that the document does not list are sent as they are, and told of. Default: as the whole table has it, loaded when somebody listens. */
  readonly openEnums?: OpenEnums
  /** The texts that mistakes are explained with. Default: those of the provider's whole table, loaded when there is a mistake. */
  readonly texts?: Pick<OperationTable, 'messages' | 'defaults'>
}

type OpenEnums = OperationTable['openEnums']

const loaded = async ({ table }: Engine, operation: string): Promise<Pick<OperationTable, 'messages' | 'defaults' | 'openEnums'>> =>
  (await table.whole?.().catch(() => undefined))?.operations[operation] ?? { messages: {}, defaults: {}, openEnums: {} }

/** Tells of values that the document does not list, where its list is open: they are sent as they are. */
const tellUnlisted = ({ onEvent }: Engine, operation: string, input: Input, openEnums: OpenEnums): void => {
  for (const [pattern, listed] of Object.entries(openEnums)) {
    mapAt(input, pattern, (value, pointer) => {
      if ((typeof value === 'string' || typeof value === 'number') && !listed.includes(value)) {
        onEvent?.({ type: 'unlisted-value', operation, pointer, value })
      }
      return value
    })
  }
}

/**
 * Makes the check of an operation's input. Files that are yet to be uploaded count as ids. What explains mistakes is loaded when there is
 * one, and what is listed when somebody listens.
 */
export const inputCheck =
  (
    fits: ((input: unknown) => boolean) | undefined,
    { validator = () => fits as Validator, openEnums, texts }: InputCheckOptions = {},
  ): InputCheck =>
  async (input, { engine, operation: { name, uploads = {}, exact } }) => {
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
        throw new InvalidInputError(name, explain(mistakes, checked, { ...(texts ?? (await loaded(engine, name))), uploads }))
      }
    }
    if (engine.onEvent === undefined) return
    if (openEnums !== undefined) tellUnlisted(engine, name, checked, openEnums)
    // What is only told of keeps no request back.
    else void loaded(engine, name).then((table) => tellUnlisted(engine, name, checked, table.openEnums))
  }
