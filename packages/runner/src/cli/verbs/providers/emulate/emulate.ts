import { DOCUMENT_OPTIONS } from '../../../options/document-options.ts'
import { emulatorOptions } from '../../../options/emulator-options.ts'
import type { Verb } from '../../../verb.ts'

export const emulate: Verb = {
  name: 'emulate',
  group: 'providers',
  summary: 'serves an emulated provider on this machine, with faults and speed by options',
  arguments: [{ flags: '[provider...]', description: 'providers to serve; default: all shipped ones, or that of --spec' }],
  options: [
    ...emulatorOptions,
    ...DOCUMENT_OPTIONS,
    { flags: '--port <number>', description: 'port of the first provider, the others have the next ports; default: any free port' },
    { flags: '--host <address>', description: 'address to listen on', default: '127.0.0.1' },
    { flags: '--json', description: 'write one JSON object per provider' },
  ],
  examples: [
    { command: 'shotlist emulate pixverse', does: 'serves PixVerse, and prints the variables for clients' },
    { command: 'shotlist emulate --spec acme.openapi.yaml --port 8080', does: 'serves a document of your own' },
    { command: 'shotlist emulate pixverse --fault submit:status,status=503,probability=0.1', does: 'refuses one submission in ten' },
  ],
  run: async (context, args, options) => (await import('./serve-emulators.ts')).serveEmulators(context, args, options),
}
