import { UsageError } from '../../../../errors/input-errors.ts'
import { FLEET_OPTIONS } from '../../../options/fleet-options.ts'
import { ALLOW_HOST_OPTION } from '../../../options/named-hosts.ts'
import { POLL_OPTION } from '../../../options/run-settings.ts'
import type { Verb } from '../../../verb.ts'

export const worker: Verb = {
  name: 'worker',
  group: 'render',
  summary: 'renders clips for a fleet: machines that share accounts, limits and budgets',
  options: [
    ...FLEET_OPTIONS.filter(({ flags }) => !flags.startsWith('--project')),
    {
      flags: '--concurrency <number>',
      description: 'most clips that this worker works on at the same time; default: 1000',
      parse: (text) => {
        if (/^[1-9]\d{0,6}$/.test(text)) return Number(text)
        throw new UsageError(`--concurrency needs a whole number of at least 1, not ${text}`)
      },
    },
    {
      flags: '--providers <ids>',
      description: 'only clips of these providers; default: all whose API key is in the environment',
      list: true,
    },
    POLL_OPTION,
    ALLOW_HOST_OPTION,
  ],
  examples: [
    {
      command: 'shotlist worker --fleet postgres://shotlist@db.example/shotlist --store s3://renders/fleet',
      does: 'works until Ctrl-C; needs nothing but the database, the store and the API keys',
    },
  ],
  run: async (context, _args, options) => (await import('./work-for-fleet.ts')).workForFleet(context, options),
}
