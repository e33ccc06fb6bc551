import { MANIFEST_ARGUMENT } from '../../options/manifest-options.ts'
import type { Verb } from '../../verb.ts'

export const report: Verb = {
  name: 'report',
  group: 'results',
  summary: 'writes the review page: one folder with every clip, which opens from disk',
  arguments: [MANIFEST_ARGUMENT],
  options: [
    { flags: '-o, --out <folder>', description: 'where to; default: `report` in the output folder' },
    { flags: '--rehearsal', description: 'of the last rehearsal' },
    { flags: '--json', description: 'say where it is as JSON' },
  ],
  examples: [
    { command: 'shotlist report', does: 'writes renders/report/index.html' },
    { command: 'shotlist report --out public', does: 'somewhere else, to be archived or published' },
    { command: 'shotlist report --rehearsal', does: 'what the last rehearsal drew' },
  ],
  run: async (context, args, options) => (await import('./write-report-folder.ts')).writeReportFolder(context, args[0], options),
}
