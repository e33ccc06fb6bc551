import type { ProviderTable } from '@shotlist/core/contract'

/** A key for an emulator, which accepts any. A provider that wants a signed token needs two halves. */
export function standInKey({ auth }: Pick<ProviderTable, 'auth'>, word: string): string {
  return auth?.jwt === undefined ? word : `${word}:${word}`
}
