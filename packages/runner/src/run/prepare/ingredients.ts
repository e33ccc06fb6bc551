import { defined } from '@shotlist/codegen/defined'
import type { InputHashes } from '../../files/input-hashes.ts'
import { fillValues, uploadsOf } from '../../job/fill-values.ts'
import type { Ingredients } from '../../job/fingerprint.ts'
import { stableUrl } from '../../job/fingerprint.ts'
import type { JobInstance } from '../../plan/plan.ts'

/**
 * What a job's render depends on: its request with files by content, outputs of other jobs by the render they come from, and URLs
 * without signatures.
 *
 * @param renders by source, the render its outputs come from
 * @throws {InputError} a file cannot be read
 */
export async function ingredientsOf(
  instance: JobInstance,
  { renders, hashes }: { readonly renders: ReadonlyMap<string, string>; readonly hashes: InputHashes },
): Promise<Ingredients> {
  const contents = new Map<string, string>()
  for (const part of uploadsOf(instance.with)) if ('file' in part) contents.set(part.file, await hashes.hash(part.file))
  const request = fillValues(instance.with, {
    file: (file) => ({ sha256: contents.get(file) }),
    url: (url) => ({ url: stableUrl(url) }),
    output: (source, output) => ({ source, output, render: renders.get(source) }),
    text: stableUrl,
  })
  const { provider, operation, take } = instance
  return { provider, operation, request, ...defined({ take }) }
}
