import { emulatorOptions } from '../../options/emulator-options.ts'
import type { Verb } from '../../verb.ts'

export const emulate: Verb = {
  name: 'emulate',
  group: 'providers',
  summary: 'serves a provider on this machine until it is stopped, with faults and speed by options',
  arguments: [{ flags: '[provider...]', description: 'providers to serve; default: all that ship, or that of --spec' }],
  options: [
    ...emulatorOptions,
    { flags: '--spec <document>', description: "a provider's document of your own" },
    { flags: '--port <number>', description: 'port of the first; the next ones follow it. Default: any that is free' },
    { flags: '--host <address>', description: 'address to listen on', default: '127.0.0.1' },
    { flags: '--json', description: 'write one JSON object a provider' },
  ],
  examples: [
    { command: 'shotlist emulate pixverse', does: 'and prints the variables that lead clients to it' },
    { command: 'shotlist emulate --spec acme.openapi.yaml --port 8080', does: 'a document of your own' },
    { command: 'shotlist emulate pixverse --fault submit:status,status=503,probability=0.1', does: 'one submission in ten is refused' },
  ],
  run: async (context, args, options) => (await import('./serve-emulators.ts')).serveEmulators(context, args, options),
}
