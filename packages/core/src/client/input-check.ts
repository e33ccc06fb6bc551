import type { OperationTable } from '../contract/index.ts'
import { mapAt } from '../json/pointer.ts'
import { isFileInput } from '../transfer/file-input.ts'
import type { Validator } from '../validation/validator.ts'
import type { Input } from './client-options.ts'
import type { ClientContext, ClientOperation, InputCheck } from './context.ts'

/** Makes the check of an operation's input. Files that are yet to be uploaded count as ids. */
export function inputCheck(fits: ((input: unknown) => boolean) | undefined, options?: InputCheckOptions): InputCheck {
  return async (input, about) => {
    const { uploads = {}, exact } = about.operation
    const files = new Set<string>()
    let checked = input
    for (const pattern of Object.keys(uploads)) {
      checked = mapAt(checked, pattern, (value, pointer) => {
        if (!isFileInput(value)) return value
        files.add(pointer)
        return exact?.patterns.includes(pattern) === true ? 1 : 'id'
      })
    }
    await plainCheck(fits, options, files)(checked, about)
  }
}

export type InputCheckOptions = {
  /** Says what is wrong with an input that does not fit: asked for when there is one. Default: what says whether it fits. */
  readonly validator?: () => Validator | Promise<Validator>
  /** Where values that the document does not list are sent as they are, and warned of. Default: as the whole table has it, loaded when somebody listens. */
  readonly openEnums?: OperationTable['openEnums']
  /** The texts that mistakes are explained with. Default: those of the provider's whole table, loaded when there is a mistake. */
  readonly texts?: Pick<OperationTable, 'messages' | 'defaults'>
}

/**
 * Makes the check of an operation's input, for an operation that takes no files. What explains mistakes is loaded when there is one, and what is
 * listed when somebody listens. `files` are pointers to what stands for a file.
 */
export function plainCheck(
  fits: ((input: unknown) => boolean) | undefined,
  { validator = () => fits as Validator, openEnums, texts }: InputCheckOptions = {},
  files: ReadonlySet<string> = new Set(),
): InputCheck {
  return async (input, about) => {
    if (fits?.(input) === false) {
      const [validate, { refuseInput }] = await Promise.all([validator(), import('./explain-input.ts')])
      await refuseInput(input, about, { validate, texts, files })
    }
    if (about.context.onEvent === undefined) return
    const warned = import('./explain-input.ts').then(({ warnUnlisted }) => warnUnlisted(input, about, openEnums)).catch(() => {})
    // What is to be loaded keeps no request back: it is only warned of.
    if (openEnums !== undefined) await warned
  }
}

/**
 * The input as it is sent, after it was checked.
 *
 * @throws InvalidInputError with every mistake.
 */
export async function readyInput(context: ClientContext, operation: ClientOperation, input: Input): Promise<Input> {
  const { exact, check } = operation
  const checked = exact?.asText(operation.name, input) ?? input
  await check?.(checked, { context, operation })
  return exact?.asSent(checked) ?? checked
}
