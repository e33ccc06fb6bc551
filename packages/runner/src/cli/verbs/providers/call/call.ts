import { DOCUMENT_OPTIONS } from '../../../options/document-options.ts'
import { ALLOW_UNKNOWN_OPTION } from '../../../options/manifest-options.ts'
import { ALLOW_HOST_OPTION } from '../../../options/named-hosts.ts'
import { ENV_FILE_OPTION } from '../../../project/env-file.ts'
import type { Verb } from '../../../verb.ts'

export const call: Verb = {
  name: 'call',
  group: 'providers',
  summary: 'calls one operation',
  arguments: [{ flags: '<provider/operation>', description: 'for example pixverse/text-to-video' }],
  passThrough: true,
  options: [
    { flags: '--output <file>', description: 'download the result to this file' },
    { flags: '--dry-run', description: 'show the request, as given and as it would be sent, and its price; send nothing' },
    { flags: '--input <json>', description: 'fields as a JSON object; --field value overrides them' },
    ...DOCUMENT_OPTIONS,
    { flags: '--region <name>', description: "one of the provider's regions" },
    ALLOW_HOST_OPTION,
    ENV_FILE_OPTION,
    ALLOW_UNKNOWN_OPTION,
    { flags: '--overwrite', description: 'replace the output file; keep one that Shotlist did not write as NAME.kept' },
    { flags: '--json', description: 'write the result as JSON' },
  ],
  examples: [
    { command: 'shotlist call acedata/text-to-video --model v4.5 --prompt "a fox" --output fox.mp4', does: 'renders a clip' },
    { command: 'shotlist call acedata/text-to-video --model v4.5 --prompt "a fox" --dry-run', does: 'shows the request and its price' },
    { command: 'shotlist call pixverse/upload-image --image @cup.png', does: 'uploads a file: @ before its path' },
    { command: 'shotlist call pixverse/balance', does: 'shows the balance of the account' },
  ],
  run: async (context, args, options) => (await import('./call-operation.ts')).callOperation(context, args, options),
}
