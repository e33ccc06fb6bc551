import { ALLOW_HOST_OPTION } from '../../options/named-hosts.ts'
import type { Verb } from '../../verb.ts'

export const resolve: Verb = {
  name: 'resolve',
  group: 'render',
  summary: 'settles a submission that was never answered',
  arguments: [
    { flags: '[job]', description: "the job's id, as the run and `shotlist status` show it; without a decision: all that are uncertain" },
    { flags: '[manifest]', description: 'the manifest; default: shotlist.yaml' },
  ],
  options: [
    { flags: '--task-id <id>', description: 'the provider did start it: this is the task' },
    { flags: '--resubmit', description: 'the provider surely did not take it, or shall be paid again: submit it with the next run' },
    ALLOW_HOST_OPTION,
    { flags: '--json', description: 'write what is uncertain, and the tasks it may have become, as JSON' },
  ],
  examples: [
    { command: 'shotlist resolve', does: "what is uncertain, and which of the provider's recent tasks it may be" },
    { command: 'shotlist resolve hero --task-id 1234567', does: 'the next run waits for that task' },
    { command: 'shotlist resolve hero --resubmit', does: 'the next run submits it again' },
  ],
  run: async (context, args, options) => (await import('./resolve-job.ts')).resolveJob(context, args, options),
}
