import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { ProviderModel } from '@shotlist/codegen'
import { useCompiledValidators } from '@shotlist/codegen/input-validator'
import { packageFile } from '../../errors/own-package.ts'
import { compiledValidator } from './compiled-validators.ts'

const folder = packageFile('catalog/')

const ENDING = '.gen.json'

/** Ids of the providers that ship, sorted. */
export function shippedProviders(): readonly string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((name) => name.endsWith(ENDING))
    .map((name) => name.slice(0, -ENDING.length))
    .toSorted()
}

const loaded = new Map<string, ProviderModel>()

/** Where the document of a provider that ships lies, compiled; `undefined` for any other id. */
export function shippedPath(id: string): string | undefined {
  return shippedProviders().includes(id) ? fileURLToPath(new URL(`${id}${ENDING}`, folder)) : undefined
}

/** A provider that ships; `undefined` for any other id. */
export function loadShipped(id: string): ProviderModel | undefined {
  const known = loaded.get(id)
  if (known !== undefined || !shippedProviders().includes(id)) return known
  const model = JSON.parse(readFileSync(new URL(`${id}${ENDING}`, folder), 'utf8')) as ProviderModel
  useCompiledValidators(model, (operation) => compiledValidator(`${id}/${operation}`))
  loaded.set(id, model)
  return model
}
