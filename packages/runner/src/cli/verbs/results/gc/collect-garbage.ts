import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { relative, sep } from 'node:path'
import { count } from '../../../../errors/amounts.ts'
import { findGarbage, type Garbage } from '../../../../files/artifacts/find-garbage.ts'
import type { Plan } from '../../../../plan/plan.ts'
import { StampFolder } from '../../../../run/unchanged/stamp.ts'
import { bytesText } from '../../../../show/reporters/event-line.ts'
import { printJson } from '../../../../show/text/print-json.ts'
import { holdState } from '../../../../store/journal/holder.ts'
import { Journal } from '../../../../store/journal/journal.ts'
import type { OldRuns } from '../../../../store/journal/runs.ts'
import { type StateFolder, stateFolder } from '../../../../store/state-folder.ts'
import { EXIT } from '../../../exit-status.ts'
import { planManifest } from '../../../project/plan-manifest.ts'
import type { VerbContext, VerbOptions } from '../../../verb.ts'

/** `shotlist gc`: lists what in the state folder is no longer needed, and removes it with `--yes`. Returns the exit status. */
export async function collectGarbage(context: VerbContext, path: string | undefined, options: VerbOptions): Promise<number> {
  const { plan } = await planManifest(context, path)
  const state = stateFolder(plan.root)
  const isRemoved = options['yes'] === true
  const { garbage, old } = existsSync(state.journal) ? await collect(plan, { state, isRemoved }) : NOTHING
  const bytes = garbage.reduce((sum, each) => sum + each.bytes, 0)
  if (options['json'] === true) {
    const files = garbage.map((each) => ({ ...each, path: relative(plan.root, each.path).replaceAll(sep, '/') }))
    printJson({ removed: isRemoved, bytes, files, journal: old }, context.stdout)
  } else {
    context.stdout.write(textOf(garbage, { old, bytes: bytes + old.bytes, isRemoved }))
  }
  return EXIT.done
}

/** What is no longer needed: files, and the journal's events of old runs. */
type Found = { readonly garbage: readonly Garbage[]; readonly old: OldRuns }

const NOTHING: Found = { garbage: [], old: { runs: 0, events: 0, bytes: 0 } }

/** Holds the state folder: a run would add files that the journal does not refer to yet. */
async function collect(plan: Plan, { state, isRemoved }: { state: StateFolder; isRemoved: boolean }): Promise<Found> {
  const holder = holdState(state.path, 'gc')
  try {
    const stamps = new StampFolder(state, plan.manifestPath)
    const wasTrusted = stamps.isTrusted()
    const journal = Journal.openComplete(state.journal, plan.manifestPath)
    try {
      const garbage = await findGarbage({ artifacts: state.artifacts, outputDir: plan.outputDir, root: plan.root }, journal.references())
      const old = journal.runs.old()
      if (isRemoved) {
        for (const { path } of garbage) await rm(path, { force: true })
        await forgetOld(journal, old)
      }
      return { garbage, old }
    } finally {
      journal.close()
      // The removal did not change the state of any job.
      if (wasTrusted) stamps.trust()
    }
  } finally {
    holder.release()
  }
}

async function forgetOld(journal: Journal, { runs, events }: OldRuns): Promise<void> {
  if (runs === 0 && events === 0) return
  await journal.write(() => journal.runs.forgetOld())
  journal.compact()
}

type Amounts = { readonly old: OldRuns; readonly bytes: number; readonly isRemoved: boolean }

function textOf(garbage: readonly Garbage[], { old, bytes, isRemoved }: Amounts): string {
  if (garbage.length === 0 && old.runs === 0 && old.events === 0) return 'There is nothing to remove.\n'
  const amount = (kind: Garbage['kind']) => garbage.filter((each) => each.kind === kind).length
  const what = [
    ...(amount('artifact') > 0 ? [count(amount('artifact'), 'old clip')] : []),
    ...(amount('part') > 0 ? [count(amount('part'), 'partial download')] : []),
    ...(old.runs + old.events > 0 ? [`${count(old.events, 'event')} of ${count(old.runs, 'old run')}`] : []),
  ].join(' and ')
  return isRemoved
    ? `Removed ${what}: ${bytesText(bytes)}.\n`
    : `${what} can be removed: ${bytesText(bytes)}. Nothing was removed yet: \`shotlist gc --yes\` removes it.\n`
}
