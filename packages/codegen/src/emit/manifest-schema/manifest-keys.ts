import { POLICY_KEYS } from './job-keys.ts'
import { closedObject, type Keys, shared, textList } from './values.ts'

export { ENCODINGS, FOREACH_KEYS, JOB_KEYS, POLICY_KEYS } from './job-keys.ts'
export { CAP_KEYS } from './values.ts'

// Every key of a manifest is declared once, here or in job-keys.ts. The JSON Schema, the reference page and the reader use this.

/** Keys of one entry of a manifest's `providers`. */
export const PROVIDER_KEYS = {
  spec: {
    type: 'string',
    minLength: 1,
    description:
      "Path of an OpenAPI document in the Shotlist dialect, relative to the manifest's folder. With it, Shotlist can use any vendor as a provider.",
    examples: ['./acme.openapi.yaml'],
  },
  overlay: {
    type: 'string',
    minLength: 1,
    description:
      "Path of an OpenAPI Overlay (1.0 or 1.1), relative to the manifest's folder. It is applied to the document that `spec` names, so that a vendor's own document stays as published.",
    examples: ['./acme.overlay.yaml'],
  },
  concurrency: {
    type: 'integer',
    minimum: 1,
    maximum: 1000,
    description: "Tasks in flight at this provider. Default: the document's limit.",
    examples: [5],
  },
  rate: {
    type: 'string',
    pattern: String.raw`^(?=.*[1-9])\d+(\.\d+)?\s*/\s*(s|sec|second|m|min|minute|h|hour)$`,
    description: "Requests per unit of time, polls included: `60/min`. Default: the document's limit.",
    examples: ['60/min', '2/s'],
  },
  region: {
    type: 'string',
    minLength: 1,
    description: "One of the document's regions. An API key is valid in one region. Default: the first.",
    examples: ['international', 'cn'],
  },
} satisfies Keys

export const DEFAULTS_KEYS = {
  ...POLICY_KEYS,
  with: {
    type: 'object',
    description: 'Request fields for each job whose operation has them.',
    examples: [{ model: 'v5', quality: '720p' }],
  },
} satisfies Keys

export const BUDGET_KEYS = {
  usd: { type: 'number', minimum: 0, maximum: 1e12, description: 'The limit in US dollars.', examples: [40] },
  credits: { type: 'number', minimum: 0, maximum: 1e12, description: "The limit in the providers' units.", examples: [4000] },
  providers: {
    type: 'object',
    description: 'Caps by provider. They may also be in `budget` itself.',
    additionalProperties: shared('cap'),
    examples: [{ pixverse: { credits: 2000 } }],
  },
} satisfies Keys

export const STOP_AFTER_KEYS = {
  moderation: {
    type: 'integer',
    minimum: 1,
    maximum: 1_000_000,
    description: 'Number of refusals by content review. Many refusals can suspend an account.',
    examples: [5],
  },
} satisfies Keys

export const S3_KEYS = {
  bucket: { type: 'string', minLength: 3, maxLength: 63, description: 'Name of the bucket.', examples: ['studio-renders'] },
  prefix: { type: 'string', minLength: 1, description: 'Prefix of the names of objects.', examples: ['shotlist'] },
  endpoint: {
    type: 'string',
    pattern: '^https?://',
    description: "URL of a store other than Amazon's. Default: `AWS_ENDPOINT_URL_S3`.",
    examples: ['https://minio.example'],
  },
  region: { type: 'string', minLength: 1, description: 'Default: `AWS_REGION`, otherwise us-east-1.', examples: ['eu-central-1'] },
} satisfies Keys

export const ARTIFACTS_KEYS = {
  s3: closedObject(S3_KEYS, {
    required: ['bucket'],
    description: 'A bucket of an S3-compatible store. Keys come from `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`.',
  }),
} satisfies Keys

/** Keys of a manifest. */
export const MANIFEST_KEYS = {
  version: { const: 1, description: 'Version of the manifest format.' },
  name: { type: 'string', minLength: 1, description: "Name of the batch. Default: the file's name.", examples: ['aurora-launch'] },
  vars: { type: 'object', description: 'Values for expressions: `${{ vars.product }}`.', examples: [{ product: 'Aurora bottle' }] },
  env: textList(
    { type: 'string', pattern: String.raw`^[A-Za-z_]\w*$` },
    {
      description: 'The only environment variables that expressions may read: `${{ env.CAMPAIGN }}`.',
      examples: [['CAMPAIGN']],
    },
  ),
  providers: {
    type: 'object',
    description: 'Settings by provider. A provider of your own needs an entry with its document.',
    propertyNames: { pattern: '^[a-z0-9][a-z0-9-]*$' },
    additionalProperties: closedObject(PROVIDER_KEYS, {
      type: ['object', 'null'],
      description: 'Settings of one provider. A provider that ships with Shotlist needs no entry.',
    }),
    examples: [{ pixverse: { concurrency: 5, rate: '60/min' } }],
  },
  concurrency: {
    type: 'integer',
    minimum: 1,
    maximum: 10_000,
    description: 'Tasks in flight over all providers.',
    default: 16,
    examples: [16],
  },
  budget: {
    ...closedObject(BUDGET_KEYS, {
      description: 'A hard cap, checked before the run and reserved before each submission.',
      examples: [{ usd: 40 }, { usd: 40, pixverse: { credits: 2000 } }],
    }),
    additionalProperties: shared('cap'),
  },
  output_dir: {
    type: 'string',
    minLength: 1,
    description: 'Folder of all clips, relative to the manifest.',
    default: 'renders',
    examples: ['renders'],
  },
  stop_after: closedObject(STOP_AFTER_KEYS, { description: 'How many failures of a class stop new submissions to a provider.' }),
  artifacts: closedObject(ARTIFACTS_KEYS, {
    description: 'The store in which machines share finished files, so that no machine pays for a clip that another has rendered.',
    examples: [{ s3: { bucket: 'studio-renders', prefix: 'shotlist' } }],
  }),
  defaults: closedObject(DEFAULTS_KEYS, { description: 'Values for jobs that do not set their own.' }),
  jobs: {
    type: 'object',
    description: 'The jobs, by name. Expressions refer to them: `${{ jobs.hero.outputs.video_id }}`.',
    minProperties: 1,
    propertyNames: { pattern: String.raw`^[A-Za-z_][\w-]*$`, maxLength: 100 },
    additionalProperties: { $ref: '#/definitions/job' },
  },
} satisfies Keys
