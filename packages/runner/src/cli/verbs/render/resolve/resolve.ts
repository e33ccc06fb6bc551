import { FLEET_RECORDS_OPTIONS } from '../../../options/fleet-options.ts'
import { ALLOW_HOST_OPTION } from '../../../options/named-hosts.ts'
import { ENV_FILE_OPTION } from '../../../project/env-file.ts'
import type { Verb } from '../../../verb.ts'

export const resolve: Verb = {
  name: 'resolve',
  group: 'render',
  summary: 'settles a submission that may have been paid',
  arguments: [
    { flags: '[job]', description: "the job's id, as in `shotlist status`; without a job, all uncertain jobs are listed" },
    { flags: '[manifest]', description: 'the manifest; default: shotlist.yaml' },
  ],
  options: [
    { flags: '--task-id <id>', description: 'the provider accepted it: this is the task' },
    { flags: '--resubmit', description: 'the provider did not accept it, or you agree to pay again: the next run submits it' },
    ...FLEET_RECORDS_OPTIONS,
    ALLOW_HOST_OPTION,
    ENV_FILE_OPTION,
    { flags: '--json', description: 'write the uncertain jobs and their possible tasks as JSON' },
  ],
  examples: [
    { command: 'shotlist resolve', does: "lists uncertain jobs, and the provider's recent tasks that they may be" },
    { command: 'shotlist resolve hero --task-id 1234567', does: 'lets the next run wait for that task' },
    { command: 'shotlist resolve hero --resubmit', does: 'lets the next run submit it again' },
  ],
  run: async (context, args, options) => (await import('./resolve-job.ts')).resolveJob(context, args, options),
}
