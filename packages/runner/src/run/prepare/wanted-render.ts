import { defined } from '@shotlist/codegen/defined'
import type { FileHashes } from '../../files/input-hashes.ts'
import { fingerprintOf, type Ingredients, stableUrl } from '../../job/fingerprint.ts'
import { filesOf, replaceNodes } from '../../job/request-nodes.ts'
import type { JobInstance } from '../../plan/plan.ts'
import type { AssessmentInputs } from './assessment-inputs.ts'

/** The render that the manifest asks for, with all its ingredients known. */
export type WantedRender = {
  /** The instance of the plan, perhaps with the seed that it keeps. */
  readonly instance: JobInstance
  readonly ingredients: Ingredients
  readonly fingerprint: string
}

type SourceRenders = {
  /** By source, the render whose outputs the job uses. */
  readonly renders: ReadonlyMap<string, string>
}

/**
 * Finds out what the manifest asks for, and whether the job keeps the seed of an earlier render.
 *
 * @throws {InputError} if a file cannot be read
 */
export async function wantedRender(
  planned: JobInstance,
  { renders, inputs: { hashes, records, seeds } }: SourceRenders & { readonly inputs: AssessmentInputs },
): Promise<WantedRender> {
  const ingredients = await ingredientsOf(planned, { renders, hashes })
  const fingerprint = fingerprintOf(ingredients)
  const isRecorded = records.get(planned.id)?.fingerprint === fingerprint
  const keptSeed = isRecorded ? undefined : seeds.of(planned, ingredients)
  if (keptSeed === undefined) return { instance: planned, ingredients, fingerprint }
  const { field, seed, base } = keptSeed
  const withKeptSeed = { ...ingredients, request: { ...ingredients.request, [field]: seed }, seedOf: base }
  return {
    instance: { ...planned, with: { ...planned.with, [field]: seed } },
    ingredients: withKeptSeed,
    fingerprint: fingerprintOf(withKeptSeed),
  }
}

/**
 * What a job's render depends on: its request with files by content, outputs of other jobs by the render they come from, and URLs
 * without signatures.
 *
 * @throws {InputError} if a file cannot be read
 */
export async function ingredientsOf(
  instance: JobInstance,
  { renders, hashes }: SourceRenders & { readonly hashes: FileHashes },
): Promise<Ingredients> {
  const contents = new Map<string, string>()
  for (const file of filesOf(instance.with)) contents.set(file, await hashes.hash(file))
  const request = replaceNodes(instance.with, {
    file: (file) => ({ sha256: contents.get(file) }),
    url: (url) => ({ url: stableUrl(url) }),
    output: (source, name) => ({ source, output: name, render: renders.get(source) }),
    text: stableUrl,
  })
  const { provider, operation, take } = instance
  return { provider, operation, request, ...defined({ take }) }
}
