import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { compileDocument, type ProviderModel } from '@shotlist/codegen'
import type { Files } from '../../src/manifest/files/files.ts'
import { nodeFiles } from '../../src/manifest/files/node-files.ts'
import { loadPlan } from '../../src/plan/load-plan.ts'
import type { Plan } from '../../src/plan/plan.ts'

/** The head of these tests' manifests, which names the provider's document. */
export const OWN_DOCUMENT = 'spec: ./tiny.openapi.yaml'

/** Cache by the document's text. */
const models = new Map<string, ProviderModel>()

/**
 * The plan of a manifest. Its document is loaded like one that ships, so that it is compiled once and not for each of hundreds of runs.
 */
export async function planHere(manifestPath: string): Promise<Plan> {
  const cwd = dirname(manifestPath)
  const shipped = { ids: ['tiny'], load: () => modelIn(cwd) }
  const files: Files = { ...nodeFiles, read: (path) => (path === manifestPath ? withoutDocument(path) : nodeFiles.read(path)) }
  const loaded = await loadPlan({ manifestPath, cwd, env: {}, files, shipped })
  if (!loaded.ok) throw new Error(loaded.issues.map(({ line, message }) => `${line}: ${message}`).join('\n'))
  return loaded.plan
}

function modelIn(folder: string): ProviderModel {
  const text = readFileSync(join(folder, 'tiny.openapi.yaml'), 'utf8')
  const known = models.get(text)
  if (known !== undefined) return known
  const compiled = compileDocument({ text, name: 'tiny.openapi.yaml' })
  if (!compiled.ok) throw new Error(compiled.issues.map(({ line, message }) => `${line}: ${message}`).join('\n'))
  models.set(text, compiled.model)
  return compiled.model
}

function withoutDocument(path: string): ReturnType<Files['read']> {
  const text = readFileSync(path, 'utf8')
  return { bytes: new TextEncoder().encode(text.replace(`${OWN_DOCUMENT},`, '').replace(OWN_DOCUMENT, '')) }
}
