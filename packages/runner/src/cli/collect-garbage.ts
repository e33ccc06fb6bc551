import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { relative, sep } from 'node:path'
import { findGarbage, type Garbage } from '../artifacts/find-garbage.ts'
import { holdState } from '../journal/holder.ts'
import { Journal } from '../journal/journal.ts'
import { bytesText } from '../output/event-line.ts'
import type { Plan } from '../plan/plan.ts'
import { type StateFolder, stateFolder } from '../state/state-folder.ts'
import { EXIT } from './exit-status.ts'
import { loadManifest } from './load-manifest.ts'
import { count } from './text/amounts.ts'
import { printJson } from './text/print-json.ts'
import type { VerbContext, VerbOptions } from './verb.ts'

/** `shotlist gc`: what the state folder keeps for nothing; removed only with `--yes`. Returns the exit status. */
export async function collectGarbage(context: VerbContext, path: string | undefined, options: VerbOptions): Promise<number> {
  const { plan } = await loadManifest(context, path)
  const state = stateFolder(plan.root)
  const isRemoved = options['yes'] === true
  const garbage = existsSync(state.journal) ? await collect(plan, { state, isRemoved }) : []
  const bytes = garbage.reduce((sum, each) => sum + each.bytes, 0)
  if (options['json'] === true) {
    const files = garbage.map((each) => ({ ...each, path: relative(plan.root, each.path).replaceAll(sep, '/') }))
    printJson({ removed: isRemoved, bytes, files }, context.stdout)
  } else {
    context.stdout.write(textOf(garbage, { bytes, isRemoved }))
  }
  return EXIT.done
}

/** Held meanwhile: a run would put files there that nothing refers to yet. */
async function collect(plan: Plan, { state, isRemoved }: { state: StateFolder; isRemoved: boolean }): Promise<Garbage[]> {
  const holder = holdState(state.path, 'gc')
  try {
    const journal = Journal.open(state.journal, plan.manifestPath)
    try {
      const garbage = await findGarbage({ artifacts: state.artifacts, outputDir: plan.outputDir, root: plan.root }, journal.references())
      if (isRemoved) for (const { path } of garbage) await rm(path, { force: true })
      return garbage
    } finally {
      journal.close()
    }
  } finally {
    holder.release()
  }
}

function textOf(garbage: readonly Garbage[], { bytes, isRemoved }: { bytes: number; isRemoved: boolean }): string {
  if (garbage.length === 0) return 'Everything that is kept is needed.\n'
  const amount = (kind: Garbage['kind']) => garbage.filter((each) => each.kind === kind).length
  const what = [
    ...(amount('artifact') > 0 ? [count(amount('artifact'), 'old clip')] : []),
    ...(amount('part') > 0 ? [count(amount('part'), 'half download')] : []),
  ].join(' and ')
  return isRemoved
    ? `Removed ${what}: ${bytesText(bytes)}.\n`
    : `${what} can go: ${bytesText(bytes)}. Nothing was removed; \`shotlist gc --yes\` does.\n`
}
