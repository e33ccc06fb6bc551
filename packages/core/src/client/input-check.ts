import type { OperationTable } from '../contract/index.ts'
import { mapAt } from '../json/pointer.ts'
import { isFileInput } from '../transfer/file-input.ts'
import type { Validator } from '../validation/validator.ts'
import type { Input } from './client-options.ts'
import type { ClientContext, ClientOperation, InputCheck } from './context.ts'

/** Makes the check of an operation's input. Files that are not uploaded yet count as ids. */
export function inputCheck(fits: ((input: unknown) => boolean) | undefined, options?: InputCheckOptions): InputCheck {
  return async (input, about) => {
    const { uploads = {}, files: inside = {}, exact } = about.operation
    const files = new Set<string>()
    let checked = input
    for (const pattern of Object.keys(inside)) {
      checked = mapAt(checked, pattern, (value, pointer) => {
        if (!isFileInput(value)) return value
        files.add(pointer)
        return 'data:,'
      })
    }
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
  /** Reports the mistakes of an input; loaded only for an input that does not fit. Default: `fits`. */
  readonly validator?: () => Validator | Promise<Validator>
  /** Fields that accept values the document does not list; such values are sent unchanged and emit an event. Default: the whole table's, loaded if there is a listener. */
  readonly openEnums?: OperationTable['openEnums']
  /** Texts that explain mistakes. Default: those of the whole table, loaded when there is a mistake. */
  readonly texts?: Pick<OperationTable, 'messages' | 'defaults'>
}

/**
 * Makes the check of an operation's input, for an operation without file fields. Explanations are loaded when there is a mistake, lists of known
 * values when there is a listener. `files` are pointers to the placeholders of files.
 */
export function plainCheck(
  fits: ((input: unknown) => boolean) | undefined,
  { validator = () => fits as Validator, openEnums, texts }: InputCheckOptions = {},
  files: ReadonlySet<string> = new Set(),
): InputCheck {
  return async (input, about) => {
    if (fits?.(input) === false) {
      const [validate, { throwInvalidInput }] = await Promise.all([validator(), import('./explain-input.ts')])
      await throwInvalidInput(input, about, { validate, texts, files })
    }
    if (about.context.onEvent === undefined) return
    const reported = import('./explain-input.ts')
      .then(({ reportUnlistedValues }) => reportUnlistedValues(input, about, openEnums))
      .catch(() => {})
    // Loading the lists must not delay the request: they are only needed for an event.
    if (openEnums !== undefined) await reported
  }
}

/**
 * Checks an input. Its files are not read.
 *
 * @throws InvalidInputError with every mistake.
 */
export async function checkedInput(context: ClientContext, operation: ClientOperation, input: Input): Promise<Input> {
  const { exact, check } = operation
  const checked = exact?.asText(operation.name, input) ?? input
  await check?.(checked, { context, operation })
  return checked
}

/**
 * Checks an input and returns it as it is sent.
 *
 * @throws InvalidInputError with every mistake.
 */
export async function inputToSend(context: ClientContext, operation: ClientOperation, input: Input): Promise<Input> {
  const { exact, embed } = operation
  const checked = await checkedInput(context, operation, input)
  const sent = exact?.asSent(checked) ?? checked
  return embed?.write(operation, await embed.read(context, operation, sent)) ?? sent
}
