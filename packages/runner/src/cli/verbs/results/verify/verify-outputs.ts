import { relative, resolve, sep } from 'node:path'
import { count } from '../../../../errors/amounts.ts'
import type { Plan } from '../../../../plan/plan.ts'
import { createPaint } from '../../../../show/text/output.ts'
import { printJson } from '../../../../show/text/print-json.ts'
import { visible } from '../../../../show/text/visible.ts'
import { readLockfile } from '../../../../store/lockfile-io.ts'
import { lockfilePath } from '../../../../store/lockfile-text.ts'
import { type CheckedFile, checkLockedFiles } from '../../../../store/outputs/check-locked-files.ts'
import { EXIT } from '../../../exit-status.ts'
import { planManifest } from '../../../project/plan-manifest.ts'
import type { VerbContext, VerbOptions } from '../../../verb.ts'

/** `shotlist verify`: compares the outputs with the lockfile. Returns the exit status: 1 if a file is missing or changed. */
export async function verifyOutputs(context: VerbContext, path: string | undefined, options: VerbOptions): Promise<number> {
  const { plan } = await planManifest(context, path)
  const lockfile = readLockfile(lockfilePath(plan.manifestPath))
  const files = await checkLockedFiles(lockfile, plan.outputDir)
  const shown = files.map((file) => ({ ...file, path: shownPath(plan, file.path) }))
  const isOk = files.every(({ state }) => state === 'ok')
  const unlocked = plan.instances.filter(({ id, output }) => output !== undefined && lockfile.jobs[id] === undefined).map(({ id }) => id)
  if (options['json'] === true) printJson({ ok: isOk, files: shown, not_in_lockfile: unlocked }, context.stdout)
  else context.stdout.write(textOf(shown, { unlocked, color: context.color }))
  return isOk ? EXIT.done : EXIT.failed
}

const REASONS = { missing: 'is missing', changed: 'differs from the rendered file' } as const

function textOf(files: readonly CheckedFile[], { unlocked, color }: { unlocked: readonly string[]; color: boolean }): string {
  const paint = createPaint(color)
  const lines = files.flatMap(({ job, path, state }) =>
    state === 'ok' ? [] : [`${paint('red', state.padEnd(7))}  ${visible(path)} ${REASONS[state]} (${visible(job)})`],
  )
  const good = files.filter(({ state }) => state === 'ok').length
  const command = files.some(({ state }) => state === 'changed') ? 'shotlist pull --overwrite' : 'shotlist pull'
  lines.push(
    `${good} of ${count(files.length, 'file')} as in the lockfile${lines.length > 0 ? `; \`${command}\` downloads the others` : ''}`,
  )
  if (unlocked.length > 0) lines.push(`${count(unlocked.length, 'clip')} of the manifest not rendered yet: not in the lockfile`)
  return `${lines.join('\n')}\n`
}

/** How the path of a file below the output folder is shown: relative to the manifest's folder, with forward slashes. */
function shownPath({ root, outputDir }: Pick<Plan, 'root' | 'outputDir'>, path: string): string {
  return relative(root, resolve(outputDir, path)).replaceAll(sep, '/')
}
