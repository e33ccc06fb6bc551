import { emulatorOptions } from '../../../options/emulator-options.ts'
import { MANIFEST_ARGUMENT } from '../../../options/manifest-options.ts'
import { UI_OPTIONS } from '../../../options/review-options.ts'
import { runOptions } from '../../../options/run-settings.ts'
import { REPORT_OPTIONS } from '../../../reporters.ts'
import type { Verb } from '../../../verb.ts'

export const rehearse: Verb = {
  name: 'rehearse',
  group: 'begin',
  summary: 'runs the manifest against an emulator on this machine: no key, no network, no cost, real MP4 files',
  arguments: [MANIFEST_ARGUMENT],
  options: [...runOptions, ...emulatorOptions, ...UI_OPTIONS, ...REPORT_OPTIONS],
  examples: [
    { command: 'shotlist rehearse', does: 'renders shotlist.yaml into renders-rehearsal' },
    { command: 'shotlist rehearse --fault submit:drop-after,times=3', does: 'loses the responses to three submissions' },
    { command: 'shotlist rehearse --speed 1', does: 'lets tasks take as long as real ones' },
  ],
  run: async (context, args, options) => (await import('./rehearse-manifest.ts')).rehearseManifest(context, args[0], options),
}
