import { fileURLToPath } from 'node:url'
import { compileDocument, type ProviderModel } from '@shotlist/codegen'
import { expect } from 'vitest'
import type { Issue } from '../../src/errors/issue.ts'
import { typeByExtension } from '../../src/manifest/files/file-types.ts'
import type { Files } from '../../src/manifest/files/files.ts'
import { type LoadedPlan, loadPlan } from '../../src/plan/load-plan.ts'
import type { Plan } from '../../src/plan/plan.ts'

function tiny(): ProviderModel {
  const compiled = compileDocument({ path: fileURLToPath(new URL('../fixtures/tiny.openapi.yaml', import.meta.url)) })
  if (!compiled.ok) throw new Error(compiled.issues.map(({ message }) => message).join('\n'))
  return compiled.model
}

const model = tiny()

/** The same provider under two ids, between which a chain must not pass. */
const shipped = { ids: ['tiny', 'other'], load: (id: string) => (id === 'tiny' || id === 'other' ? model : undefined) }

type Given = {
  readonly files?: Readonly<Record<string, string>>
  readonly env?: Readonly<Record<string, string>>
  /** Replaces the tiny provider's document. */
  readonly providers?: Readonly<Record<string, ProviderModel>>
}

/** Plans the manifest `/project/shotlist.yaml` with files beside it, all in memory. */
export async function load(manifest: string, { files = {}, env = {}, providers }: Given = {}): Promise<LoadedPlan> {
  return loadPlan({
    manifestPath: 'shotlist.yaml',
    cwd: '/project',
    env,
    files: inMemory({ ...files, 'shotlist.yaml': manifest }),
    shipped: providers === undefined ? shipped : { ids: Object.keys(providers), load: (id) => providers[id] },
  })
}

/** The plan of a valid manifest. A text with only `jobs` gets the providers too. */
export async function planOf(jobs: string, given?: Given): Promise<Plan> {
  const loaded = await load(withHead(jobs), given)
  expect(loaded.ok ? [] : loaded.issues.map(({ message }) => message)).toEqual([])
  if (!loaded.ok) throw new Error('the manifest has mistakes')
  return loaded.plan
}

/** The mistakes of a manifest as `line:column message (suggestion)`. */
export async function issuesOf(jobs: string, given?: Given): Promise<readonly string[]> {
  const loaded = await load(withHead(jobs), given)
  return (loaded.ok ? loaded.warnings : loaded.issues).map(issueText)
}

function issueText({ line, column, message, suggestion }: Issue): string {
  return `${line}:${column} ${message}${suggestion === undefined ? '' : ` (${suggestion})`}`
}

function withHead(jobs: string): string {
  return jobs.startsWith('version') ? jobs : `version: 1\ndefaults: { provider: tiny }\njobs:\n${jobs}`
}

function inMemory(files: Readonly<Record<string, string>>): Files {
  const find = (path: string): string | undefined => files[path.replace('/project/', '')]
  return {
    read(path) {
      const text = find(path)
      return text === undefined ? { problem: 'does not exist' } : { bytes: new TextEncoder().encode(text) }
    },
    type: (path) => Promise.resolve({ type: typeByExtension(path) }),
    stat(path) {
      const text = find(path)
      return text === undefined ? undefined : { kind: 'file', bytes: text.length }
    },
    real: (path) => path,
    seconds: async () => undefined,
    list: (folder) => {
      const prefix = `${folder.replace(/^\/project\/?/, '')}/`.replace(/^\//, '')
      return Object.keys(files).flatMap((name) => (name.startsWith(prefix) ? [name.slice(prefix.length)] : []))
    },
  }
}
