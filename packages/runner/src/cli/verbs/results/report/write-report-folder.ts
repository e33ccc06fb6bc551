import { existsSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { defined } from '@shotlist/codegen/defined'
import { count } from '../../../../errors/amounts.ts'
import { buildReport } from '../../../../show/report/build-report.ts'
import { clipAddress } from '../../../../show/report/page-files.ts'
import { readSources } from '../../../../show/report/report-sources.ts'
import { writeReport } from '../../../../show/report/write-report.ts'
import { printJson } from '../../../../show/text/print-json.ts'
import { prepareOutput } from '../../../../store/outputs/output-path.ts'
import { rehearsalFolder } from '../../../../store/state-folder.ts'
import { EXIT } from '../../../exit-status.ts'
import { fleetWords } from '../../../options/fleet-options.ts'
import { planManifest } from '../../../project/plan-manifest.ts'
import type { VerbContext, VerbOptions } from '../../../verb.ts'
import { hideKeys, reviewPlaces } from '../ui/review-places.ts'

/** `shotlist report`: writes the review page of a manifest to a folder that needs no server. */
export async function writeReportFolder(context: VerbContext, path: string | undefined, options: VerbOptions): Promise<number> {
  const loaded = await planManifest(context, path, options)
  const places = reviewPlaces(loaded.plan, { path, rehearsal: options['rehearsal'] === true, commandOptions: fleetWords(options) })
  const { plan, manifest, rehearsal, commandOptions } = places
  hideKeys(context, plan)
  const report = buildReport(readSources(places), {
    live: false,
    rehearsal,
    createdAt: new Date().toISOString(),
    srcOf: clipAddress,
    commandOptions,
    ...defined({ manifest }),
  })
  const { out } = options
  // A folder that the user names may be outside the project, or a link.
  const folder = typeof out === 'string' ? resolve(context.cwd, out) : dirname(prepareOutput(plan.outputDir, 'report/index.html'))
  await writeReport(folder, report, { outputDir: plan.outputDir, mask: context.mask })
  const page = join(folder, 'index.html')
  const files = report.clips.filter(({ file }) => file !== undefined).length
  if (options['json'] === true) {
    printJson({ folder: shown(context, folder), page: shown(context, page), clips: report.clips.length, files }, context.stdout)
  } else {
    context.stdout.write(`${shown(context, page)}\n`)
    const isElsewhere = files === 0 && !rehearsal && existsSync(rehearsalFolder(plan.manifestPath).journal)
    const hint = isElsewhere ? ' For the clips of the last rehearsal, add --rehearsal.' : ''
    context.stderr.write(
      `${count(report.clips.length, 'clip')}, ${files} with a file.${hint} Open it in a browser:\n  ${pathToFileURL(page).href}\n`,
    )
  }
  return EXIT.done
}

function shown({ cwd }: VerbContext, path: string): string {
  return relative(cwd, path)
}
