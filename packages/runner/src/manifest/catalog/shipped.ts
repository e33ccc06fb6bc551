import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { ProviderModel } from '@shotlist/codegen'
import { useCompiledValidators } from '@shotlist/codegen/input-validator'
import { packageFile } from '../../errors/own-package.ts'
import { compiledValidator } from './compiled-validators.ts'

const folder = packageFile('catalog/')

const EXTENSION = '.gen.json'

/** Ids of the providers that ship, sorted. */
export function shippedProviders(): readonly string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((name) => name.endsWith(EXTENSION))
    .map((name) => name.slice(0, -EXTENSION.length))
    .toSorted()
}

const loaded = new Map<string, ProviderModel>()

/** The path of the compiled document of a provider that ships; `undefined` for any other id. */
export function shippedPath(id: string): string | undefined {
  return shippedProviders().includes(id) ? fileURLToPath(new URL(`${id}${EXTENSION}`, folder)) : undefined
}

/** The model of a provider that ships; `undefined` for any other id. */
export function loadShipped(id: string): ProviderModel | undefined {
  const known = loaded.get(id)
  if (known !== undefined || !shippedProviders().includes(id)) return known
  const model = JSON.parse(readFileSync(new URL(`${id}${EXTENSION}`, folder), 'utf8')) as ProviderModel
  useCompiledValidators(model, (operation, part) => compiledValidator(`${id}/${operation}${part === 'advice' ? '.advice' : ''}`))
  loaded.set(id, model)
  return model
}
