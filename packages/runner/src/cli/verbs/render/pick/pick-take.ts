import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { defined } from '@shotlist/codegen/defined'
import { suggest } from '@shotlist/codegen/suggest'
import { UsageError } from '../../../../errors/input-errors.ts'
import type { Plan } from '../../../../plan/plan.ts'
import { groupOf } from '../../../../run/prepare/picks.ts'
import { printJson } from '../../../../show/text/print-json.ts'
import { visible } from '../../../../show/text/visible.ts'
import { type PickPlaces, rendersOf } from '../../../../store/kept-picks.ts'
import { readLockfile } from '../../../../store/lockfile-io.ts'
import { EXIT } from '../../../exit-status.ts'
import { fleetWords } from '../../../options/fleet-options.ts'
import { nextCommand } from '../../../project/called-as.ts'
import { keepPickEverywhere, openFleetPicks } from '../../../project/fleet-picks.ts'
import { planManifest } from '../../../project/plan-manifest.ts'
import type { VerbContext, VerbOptions } from '../../../verb.ts'
import { type ReviewPlaces, reviewPlaces } from '../../results/ui/review-places.ts'

/** `shotlist pick`: saves a pick in the lockfile, or lists the picks. */
export async function pickTake(context: VerbContext, [first, second]: readonly string[], options: VerbOptions): Promise<number> {
  const take = first?.includes('#') ? first : undefined
  if (first !== undefined && take === undefined && !existsSync(resolve(context.cwd, first)) && !/\.ya?ml$/.test(first))
    throw await noTakeNamed(context, first, second)
  const { plan } = await planManifest(context, take === undefined ? first : second)
  const { manifestPath } = plan
  const rehearsal = options['rehearsal'] === true
  const places = { ...reviewPlaces(plan, { path: undefined, rehearsal }), manifestPath }
  if (take === undefined) {
    showPicks(context, places, options['json'] === true)
    return EXIT.done
  }
  const render = options['render']
  const choice = { group: groupOfTake(plan, take), take, ...defined({ render: typeof render === 'string' ? render : undefined }) }
  const picks = await openFleetPicks(context, options, manifestPath)
  const outcome = await keepPickEverywhere(places, choice, picks).finally(() => picks?.close())
  const where = rehearsal ? ' in rehearsals' : ''
  const next = nextCommand(context, [rehearsal ? 'rehearse' : 'run', ...(rehearsal ? [] : fleetWords(options))], second)
  context.stderr.write(
    outcome === 'told'
      ? `${visible(take)} is picked; a run is in progress here, and takes the pick from the fleet.\n`
      : `${visible(take)} is picked${where}; \`${next}\` renders the jobs that waited for it.\n`,
  )
  return EXIT.done
}

/** The error for a name without a take, which is probably a job with takes. */
async function noTakeNamed(context: VerbContext, job: string, path: string | undefined): Promise<UsageError> {
  const { plan } = await planManifest(context, path)
  const takes = takesOf(plan)
  const own = takes.filter((id) => id.startsWith(`${job}#`))
  if (own.length > 0)
    return new UsageError(`${job} has ${own.length} takes: name one of them`, { hint: `They are ${own.slice(0, 12).join(', ')}.` })
  return new UsageError(`${job} names no take`, { hint: hintFor(`${job}#1`, takes) })
}

function takesOf(plan: Plan): readonly string[] {
  return plan.instances.filter(({ take }) => take !== undefined).map(({ id }) => id)
}

function hintFor(wanted: string, takes: readonly string[]): string {
  if (takes.length === 0) return 'No job of the manifest has `takes`.'
  const near = suggest(wanted, takes)
  return near === undefined ? `The takes are ${takes.slice(0, 12).join(', ')}.` : `Did you mean ${near}?`
}

function groupOfTake(plan: Plan, take: string): string {
  const instance = plan.instances.find(({ id }) => id === take)
  if (instance?.take !== undefined) return groupOf(instance)
  throw new UsageError(`there is no take ${take}`, { hint: hintFor(take, takesOf(plan)) })
}

function showPicks({ stdout }: VerbContext, { plan, rehearsal, ...places }: ReviewPlaces & PickPlaces, json: boolean): void {
  const lockfile = readLockfile(places.lockfile)
  const renders = rendersOf(takesOf(plan), { ...places, jobs: lockfile.jobs })
  const groups = new Map<string, string[]>()
  for (const instance of plan.instances) {
    if (instance.take === undefined) continue
    groups.set(groupOf(instance), [...(groups.get(groupOf(instance)) ?? []), instance.id])
  }
  const picks = [...groups].map(([group, takes]) => {
    const pick = lockfile.picks[group]
    const stands = pick !== undefined && (rehearsal || renders.get(pick.take) === pick.render)
    return { group, picked: stands ? pick.take : null, takes }
  })
  if (json) return printJson(picks, stdout)
  for (const { group, picked, takes } of picks)
    stdout.write(`${visible(group)}: ${picked ?? `none of its ${takes.length} takes is picked`}\n`)
  if (picks.length === 0) stdout.write('No job has takes.\n')
}
