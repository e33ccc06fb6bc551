import { FLEET_RECORDS_OPTIONS, fleetUrl } from '../../../options/fleet-options.ts'
import { MANIFEST_ARGUMENT } from '../../../options/manifest-options.ts'
import { TABLE_OPTION } from '../../../options/table-option.ts'
import type { Verb } from '../../../verb.ts'

export const status: Verb = {
  name: 'status',
  group: 'render',
  summary: 'shows the last or current run, job by job',
  arguments: [MANIFEST_ARGUMENT],
  options: [
    { flags: '--rehearsal', description: 'show the last rehearsal' },
    TABLE_OPTION,
    { flags: '--json', description: 'write it as JSON, with every submission and its key' },
    ...FLEET_RECORDS_OPTIONS,
  ],
  examples: [
    { command: 'shotlist status', does: 'shows what is done, in flight or failed, and why' },
    { command: 'shotlist status --json', does: 'writes the same for programs' },
    {
      command: 'shotlist status --fleet postgres://shotlist@db.example/shotlist',
      does: 'shows the workers of a fleet, its accounts, and its projects; with a manifest, only that project',
    },
  ],
  run: async (context, args, options) => {
    if (options['table'] !== undefined)
      return (await import('../../results/report/write-clip-table.ts')).writeClipTable(context, args[0], options)
    const url = options['rehearsal'] === true ? undefined : fleetUrl(context, options)
    if (url !== undefined) return (await import('./show-fleet-status.ts')).showFleetStatus(context, args[0], { ...options, url })
    return (await import('./show-status.ts')).showStatus(context, args[0], options)
  },
}
