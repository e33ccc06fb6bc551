import { emulatorOptions } from '../../options/emulator-options.ts'
import { manifestArgument } from '../../options/manifest-options.ts'
import { uiOptions } from '../../options/review-options.ts'
import { runOptions } from '../../options/run-settings.ts'
import { reportOptions } from '../../reporters.ts'
import type { Verb } from '../../verb.ts'

export const rehearse: Verb = {
  name: 'rehearse',
  group: 'begin',
  summary: 'the same run against an emulator on this machine: no key, no network, no cost, real MP4 files',
  arguments: [manifestArgument],
  options: [...runOptions, ...emulatorOptions, ...uiOptions, ...reportOptions],
  examples: [
    { command: 'shotlist rehearse', does: 'renders shotlist.yaml into renders-rehearsal, from the beginning' },
    { command: 'shotlist rehearse --fault submit:drop-after,times=3', does: 'three submissions are taken, and their answers lost' },
    { command: 'shotlist rehearse --speed 1', does: 'tasks take as long as real ones' },
  ],
  run: async (context, args, options) => (await import('./rehearse-manifest.ts')).rehearseManifest(context, args[0], options),
}
