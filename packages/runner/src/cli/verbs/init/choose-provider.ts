import { suggest } from '@shotlist/codegen/suggest'
import { UsageError } from '../../../errors/usage-error.ts'
import { loadShipped, shippedProviders } from '../../../manifest/catalog/shipped.ts'
import type { VerbContext } from '../../verb.ts'

type Choice = {
  /** The value of `--provider`. */
  readonly option: unknown
  readonly prompt: VerbContext['prompt'] | undefined
}

/**
 * Who renders: what the option says, else what is answered, else the first whose key is set, else the first.
 *
 * @throws {UsageError} for a name that no provider has
 */
export async function chooseProvider({ env }: Pick<VerbContext, 'env'>, { option, prompt }: Choice): Promise<string> {
  // Who offers most comes first.
  const ids = shippedProviders().toSorted((a, b) => operationCount(b) - operationCount(a))
  const hasKey = (id: string) => (env[loadShipped(id)?.table.env.key ?? ''] ?? '') !== ''
  const first = ids.find(hasKey) ?? ids[0] ?? ''
  const named = typeof option === 'string' ? option : await prompt?.(`Who renders them: ${ids.join(', ')}? [${first}] `)
  if (named === undefined || named === '') return first
  if (ids.includes(named)) return named
  const near = suggest(named, ids)
  throw new UsageError(`there is no provider \`${named}\``, {
    hint: near === undefined ? `There are: ${ids.join(', ')}.` : `Did you mean \`${near}\`?`,
  })
}

const operationCount = (id: string): number => Object.keys(loadShipped(id)?.operations ?? {}).length
