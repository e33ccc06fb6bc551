import type { JsonSchema } from '../../ir/model.ts'
import { closedObject, type Keys, shared, textList } from './values.ts'

const BOUNDS = { minimum: 0, maximum: 100 } as const

function often(description: string): JsonSchema {
  return { type: 'integer', ...BOUNDS, description, examples: [5] }
}
function never(description: string): JsonSchema {
  return { const: 0, description: `${description} Never retried.` }
}

/**
 * How often failures are retried: one number for all classes, or one for each named class. This is not an `anyOf`, because editors would
 * mark the whole value if one class is wrong.
 */
const retries: JsonSchema = {
  ...closedObject({
    server: often('The provider failed.'),
    network: often('The request was never delivered.'),
    timeout: often('The task did not end within its `timeout`. A retry waits once more for the same task, which is never submitted again.'),
    unknown: often("The provider's document does not list this failure."),
    'not-found': often('Something that the request names does not exist.'),
    busy: often('The task failed because the provider was busy. A submission that finds no free slot waits, and does not count.'),
    'rate-limit': often('The task failed because of too many requests. A submission that is refused for this waits, and does not count.'),
    moderation: never('The content review refused it; many refusals can suspend an account.'),
    'invalid-request': never('The request is wrong.'),
    auth: never('The API key is wrong.'),
    forbidden: never('The API key does not permit this request.'),
    quota: never('No credits are left.'),
  }),
  ...BOUNDS,
  type: ['integer', 'object'],
  description:
    'How often transient failures are retried in one run: one number for all of them, or one for each class. Classes without a number share the number of `defaults.retries`, otherwise 2 in all. Waiting for a free slot does not count. After a failed task that was charged, or may have been, a job is submitted again only if the class is named, here or in `retry_on`.',
  examples: [2, { server: 5, timeout: 1 }],
}

/** Keys that `defaults` and jobs have in common. */
export const POLICY_KEYS = {
  provider: {
    type: 'string',
    minLength: 1,
    description: 'The provider of jobs whose `uses` names only the operation.',
    examples: ['pixverse'],
  },
  retries,
  retry_on: textList(shared('errorClass'), {
    description: 'The classes of failure that are retried, among those without a number in `retries`. Default: the transient classes.',
    examples: [['server']],
  }),
  timeout: {
    description: 'Time limit for a clip, and again for its download (at least a minute). The job can be resumed after that.',
    allOf: [shared('duration')],
    examples: ['20m'],
  },
} satisfies Keys

/** An expression that is only another job's `matrix` or `takes`. */
function jobReference(property: 'matrix' | 'takes'): JsonSchema {
  return { type: 'string', pattern: String.raw`^\s*\$\{\{\s*jobs(\.[\w-]+|\[\s*'[^']+'\s*\])\.${property}\s*\}\}\s*$` }
}

const SCALAR: JsonSchema = { type: ['string', 'number', 'boolean', 'null'] }
const cells: JsonSchema = {
  anyOf: [{ type: 'array', items: { type: 'object', additionalProperties: SCALAR } }, shared('expression')],
}

const matrix: JsonSchema = {
  description:
    'One instance for each combination of the axes. As an expression: the cells of another job, so that each instance uses the outputs of its own cell.',
  anyOf: [
    jobReference('matrix'),
    {
      type: 'object',
      minProperties: 1,
      properties: {
        include: { description: 'Cells to add.', ...cells },
        exclude: { description: 'Cells to leave out: an entry leaves out each cell that has all its values.', ...cells },
      },
      propertyNames: { pattern: String.raw`^[A-Za-z_][\w-]*$`, not: { enum: ['row', 'take'] } },
      additionalProperties: {
        description: 'The values of an axis.',
        anyOf: [{ type: 'array', items: SCALAR, minItems: 1 }, shared('expression')],
      },
    },
  ],
  examples: [{ ratio: ['16:9', '9:16'], look: ['anime', 'clay'] }],
}

/** Encodings of tables. */
export const ENCODINGS = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252', 'gb18030', 'big5', 'shift_jis'] as const

export const FOREACH_KEYS = {
  file: { type: 'string', minLength: 1, description: 'Path of the table.' },
  key: { type: 'string', minLength: 1, description: 'The column that names a row.' },
  sheet: {
    type: 'string',
    minLength: 1,
    description: 'The sheet of a workbook. Default: the first that is not hidden.',
    examples: ['Spring'],
  },
  delimiter: {
    type: 'string',
    pattern: String.raw`^[^"\w\r\n ]$`,
    description: 'The character between the values of a CSV file. Default: of comma, semicolon and tab the one that its first line shows.',
    examples: [';'],
  },
  encoding: {
    enum: [...ENCODINGS],
    description: 'The encoding of a table without a byte order mark. Default: utf-8.',
    examples: ['windows-1252'],
  },
} satisfies Keys

const foreach: JsonSchema = {
  description:
    'Path of a table, relative to the manifest: .csv, .tsv, .xlsx, .json, .jsonl or .yaml. Each row makes one instance, and expressions read it as `row`.',
  anyOf: [{ type: 'string', minLength: 1 }, closedObject(FOREACH_KEYS, { required: ['file'] })],
  examples: ['products.csv', { file: 'products.xlsx', sheet: 'Spring', key: 'sku' }],
}

/** Keys of a job. `with` accepts anything here, and `uses` the name of any operation. */
export const JOB_KEYS = {
  uses: {
    type: 'string',
    minLength: 1,
    description: 'The operation that the job runs: `provider/operation`, or only `operation` with a default provider.',
    examples: ['pixverse/text-to-video'],
  },
  with: {
    type: 'object',
    description: "The fields of the request, by the provider's own names. Fields of `defaults.with` that the operation has are added.",
  },
  output: {
    type: 'string',
    minLength: 1,
    description:
      'Path of the file, below `output_dir`. With a matrix, rows or takes it must use their values, so that every file has its own name.',
    examples: ['hero.mp4', 'social/${{ matrix.look }}-${{ take }}.mp4'],
  },
  matrix,
  foreach,
  if: {
    type: ['string', 'boolean'],
    minLength: 1,
    description:
      'A condition, decided when planning: a cell for which it is false is dropped with all its takes. It may use `vars`, `env`, `matrix` and `row`.',
    examples: ["row.market == 'eu'", "${{ matrix.ratio != '1:1' }}"],
  },
  takes: {
    description:
      'Number of takes: renders of the same clip with different seeds. As an expression: the takes of another job, so that each instance uses the outputs of its own take.',
    anyOf: [{ type: 'integer', minimum: 1, maximum: 1000 }, jobReference('takes')],
    examples: [3],
  },
  pick: { const: 'first', description: 'Later jobs use the first take that succeeds. Without `pick` you choose the take.' },
  needs: textList(
    { type: 'string', minLength: 1 },
    { description: 'Jobs that must succeed first. Jobs that expressions refer to are added automatically.', examples: [['hero']] },
  ),
  tags: textList({ type: 'string', minLength: 1 }, { description: 'Words that select jobs: `--tag`.', examples: [['catalogue']] }),
  ...POLICY_KEYS,
  seed: {
    type: 'integer',
    minimum: 0,
    description: 'The value that the seeds of the instances are derived from. Default: the name of the job.',
  },
} satisfies Keys
