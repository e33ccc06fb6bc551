import { FLEET_RECORDS_OPTIONS } from '../../../options/fleet-options.ts'
import { MANIFEST_ARGUMENT } from '../../../options/manifest-options.ts'
import { TABLE_OPTION } from '../../../options/table-option.ts'
import { ENV_FILE_OPTION } from '../../../project/env-file.ts'
import type { Verb } from '../../../verb.ts'

export const report: Verb = {
  name: 'report',
  group: 'results',
  summary: 'writes the review page with all clips to a folder; no server needed',
  arguments: [MANIFEST_ARGUMENT],
  options: [
    { flags: '-o, --out <folder>', description: 'the folder; default: `report` in the output folder' },
    TABLE_OPTION,
    { flags: '--rehearsal', description: 'report on the last rehearsal' },
    ...FLEET_RECORDS_OPTIONS,
    ENV_FILE_OPTION,
    { flags: '--json', description: 'write its place as JSON' },
  ],
  examples: [
    { command: 'shotlist report', does: 'writes renders/report/index.html' },
    { command: 'shotlist report --out public', does: 'writes it elsewhere, to archive or publish it' },
    { command: 'shotlist report --table clips.xlsx', does: 'writes each row of your table with state, file and cost' },
    { command: 'shotlist report --rehearsal', does: 'shows the clips of the last rehearsal' },
  ],
  run: async (context, args, options) =>
    options['table'] === undefined
      ? (await import('./write-report-folder.ts')).writeReportFolder(context, args[0], options)
      : (await import('./write-clip-table.ts')).writeClipTable(context, args[0], options),
}
