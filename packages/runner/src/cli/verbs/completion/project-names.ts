import type { ProviderModel } from '@shotlist/codegen'
import { loadShipped, shippedProviders } from '../../../manifest/catalog/shipped.ts'
import { loadPlan } from '../../../plan/load-plan.ts'
import type { Plan } from '../../../plan/plan.ts'
import { explanations } from '../../../show/explain/explain-code.ts'
import { defaultManifest } from '../../options/default-manifest.ts'
import { modelsOf, openCatalog } from '../../project/open-catalog.ts'
import type { VerbContext } from '../../verb.ts'

/** The names that complete a command line in this folder. All are looked up when they are asked for. */
export type ProjectNames = {
  /** Jobs, and where the word typed has come that far, their clips. */
  jobs(manifest: string | undefined, typed: string): Promise<readonly string[]>
  takes(manifest: string | undefined): Promise<readonly string[]>
  tags(manifest: string | undefined): Promise<readonly string[]>
  providers(): Promise<readonly string[]>
  /** `provider/operation`. */
  operations(): Promise<readonly string[]>
  /** By its name `provider/operation`. */
  operation(name: string): Promise<ProviderModel['operations'][string] | undefined>
  codes(): readonly string[]
}

/** A manifest with mistakes completes nothing: whoever types gets no error messages in the middle of the line. */
export function projectNames({ cwd, env }: VerbContext): ProjectNames {
  const instancesOf = async (manifest: string = defaultManifest): Promise<Plan['instances']> => {
    const loaded = await loadPlan({ manifestPath: manifest, cwd, env, allowUnknown: true }).catch(() => undefined)
    return loaded?.ok ? loaded.plan.instances : []
  }
  const models = async (): Promise<readonly (readonly [string, ProviderModel])[]> => {
    try {
      return modelsOf(await openCatalog({ cwd, manifest: undefined, spec: undefined }))
    } catch {
      return shippedModels()
    }
  }
  return {
    jobs: async (manifest, typed) => {
      const instances = await instancesOf(manifest)
      return /[[#]/.test(typed) ? instances.map(({ id }) => id) : instances.map(({ job }) => job)
    },
    takes: async (manifest) => (await instancesOf(manifest)).filter(({ take }) => take !== undefined).map(({ id }) => id),
    tags: async (manifest) => (await instancesOf(manifest)).flatMap(({ tags }) => tags),
    providers: async () => (await models()).map(([id]) => id),
    operations: async () => (await models()).flatMap(([id, { operations }]) => Object.keys(operations).map((name) => `${id}/${name}`)),
    operation: async (name) => {
      const [provider, operation = ''] = name.split('/')
      const operations = (await models()).find(([id]) => id === provider)?.[1].operations ?? {}
      return Object.hasOwn(operations, operation) ? operations[operation] : undefined
    },
    codes: () => explanations.map(({ code }) => code),
  }
}

const shippedModels = (): readonly (readonly [string, ProviderModel])[] =>
  shippedProviders().flatMap((id) => {
    const model = loadShipped(id)
    return model === undefined ? [] : [[id, model] as const]
  })
