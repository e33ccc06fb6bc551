import type { OperationTable } from '../contract/index.ts'
import { InvalidInputError } from '../errors/invalid-input-error.ts'
import { mapAt } from '../json/pointer.ts'
import { explain } from '../validation/explain.ts'
import type { Validator } from '../validation/validator.ts'
import type { Input } from './client-options.ts'
import type { InputCheck } from './context.ts'

type About = Parameters<InputCheck>[1]
type Texts = Pick<OperationTable, 'messages' | 'defaults' | 'openEnums'>

/** The texts of an operation from the whole table, which small bundles load on demand. */
async function loadTexts({ context, operation }: About): Promise<Texts> {
  return (await context.table.whole?.().catch(() => undefined))?.operations[operation.name] ?? { messages: {}, defaults: {}, openEnums: {} }
}

/**
 * Throws the mistakes of an input. Mistakes at `files` do not count: the id that replaces a file is not known before the upload.
 *
 * @throws InvalidInputError with every mistake.
 */
export async function throwInvalidInput(
  input: Input,
  about: About,
  {
    validate,
    texts,
    files,
  }: { readonly validate: Validator; readonly texts: Omit<Texts, 'openEnums'> | undefined; readonly files: ReadonlySet<string> },
): Promise<void> {
  validate(input)
  const mistakes = (validate.errors ?? []).filter(({ instancePath }) => !files.has(instancePath))
  if (mistakes.length === 0) return
  const { name, uploads, files: inside } = about.operation
  throw new InvalidInputError(name, explain(mistakes, input, { ...(texts ?? (await loadTexts(about))), files: { ...uploads, ...inside } }))
}

/** Emits an event for each value that an open list (`x-open-enum`) of the document does not have. Such values are sent unchanged. */
export async function reportUnlistedValues(input: Input, about: About, openEnums: Texts['openEnums'] | undefined): Promise<void> {
  const { context, operation } = about
  for (const [pattern, listed] of Object.entries(openEnums ?? (await loadTexts(about)).openEnums)) {
    mapAt(input, pattern, (value, pointer) => {
      if ((typeof value === 'string' || typeof value === 'number') && !listed.includes(value)) {
        context.onEvent?.({ type: 'unlisted-value', operation: operation.name, pointer, value })
      }
      return value
    })
  }
}
