import { defined } from '@shotlist/codegen/defined'
import { ManifestError } from '../../errors/input-errors.ts'
import type { Issue } from '../../errors/issue.ts'
import type { Files } from '../../manifest/files/files.ts'
import { nodeFiles } from '../../manifest/files/node-files.ts'
import { loadPlan } from '../../plan/load-plan.ts'
import type { Plan } from '../../plan/plan.ts'
import { allowsUnknown, DEFAULT_MANIFEST } from '../options/manifest-options.ts'
import type { VerbContext, VerbOptions } from '../verb.ts'
import { writeIssues } from './print-issues.ts'

/**
 * Plans the manifest of a verb. Writes warnings to stderr.
 *
 * @throws {ManifestError} the manifest has mistakes; the error holds them all
 */
export async function planManifest(
  context: VerbContext,
  path: string = DEFAULT_MANIFEST,
  options: VerbOptions = {},
  files: Files = nodeFiles,
): Promise<{ plan: Plan; warnings: readonly Issue[]; environment: readonly string[] }> {
  const loaded = await loadPlan({
    manifestPath: path,
    cwd: context.cwd,
    env: context.env,
    files,
    allowUnknown: allowsUnknown(options),
    ...defined({ keys: context.envFile?.values }),
  })
  if (!loaded.ok) throw new ManifestError(path, loaded.issues)
  if (loaded.warnings.length > 0) writeIssues(loaded.warnings, context)
  return { plan: loaded.plan, warnings: loaded.warnings, environment: loaded.environment }
}
