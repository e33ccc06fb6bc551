import { dirname, join } from 'node:path'
import { checkValue } from '../explain/compile-validator.ts'
import { explainErrors } from '../explain/explain-errors.ts'
import { defined } from '../issues/defined.ts'
import type { Issue } from '../issues/issue.ts'
import { issueAt } from '../spec/issue-at.ts'
import { parseSource } from '../spec/parse-source.ts'
import type { Place } from '../spec/place.ts'
import { readText } from '../spec/read-text.ts'
import type { Coverage } from './coverage.ts'

export type ReadCoverage =
  /** The paths have the form of `path`: relative to the same folder, or absolute. */
  | { readonly coverage: Coverage; readonly root: Place; readonly documentPath: string; readonly overlayPath?: string }
  | { readonly issues: readonly Issue[] }

/** Reads a coverage file. Issues show it as `name`. */
export function readCoverage(path: string, name: string): ReadCoverage {
  const read = readText(path)
  if ('problem' in read) {
    const place = { code: 'unreadable', severity: 'error', file: name, line: 1, column: 1, pointer: '' } as const
    return { issues: [{ ...place, message: `the coverage file ${read.problem}` }] }
  }
  const { file, issues } = parseSource({ name, path, text: read.text })
  if (issues.length > 0) return { issues }
  const found = explainErrors(checkValue(COVERAGE_SCHEMA, file.value), { data: file.value, subject: 'the coverage file' })
  if (found.length > 0) {
    return { issues: found.map(({ pointer, message }) => issueAt({ file, pointer }, { code: 'coverage-shape', message })) }
  }
  const coverage = file.value as Coverage
  const beside = (part: string): string => join(dirname(path), part)
  const root = { file, pointer: '', value: file.value }
  const overlayPath = coverage.overlay === undefined ? undefined : beside(coverage.overlay)
  return { coverage, root, documentPath: beside(coverage.document), ...defined({ overlayPath }) }
}

const TEXT = { type: 'string', minLength: 1 }
const ENTRY = {
  type: ['string', 'object'],
  pattern: '^#/',
  required: ['left-out'],
  properties: { 'left-out': TEXT },
  additionalProperties: false,
  'x-message': 'write a JSON pointer such as "#/components/schemas/Clip/properties/url", or `left-out: why`',
}
const ENTRIES = { type: 'object', additionalProperties: ENTRY }

/** Schema of a coverage file. */
const COVERAGE_SCHEMA = {
  type: 'object',
  required: ['document', 'groups'],
  additionalProperties: false,
  properties: {
    document: TEXT,
    overlay: TEXT,
    groups: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        required: ['title'],
        additionalProperties: false,
        properties: {
          title: TEXT,
          facts: TEXT,
          endpoint: { type: 'string', pattern: '^[A-Z]+ /', 'x-message': 'an endpoint is written as its method and its path: GET /videos' },
          at: ENTRY,
          request: ENTRIES,
          answer: ENTRIES,
          other: ENTRIES,
        },
        dependentRequired: { endpoint: ['at'] },
      },
    },
    corrections: {
      type: 'array',
      items: {
        type: 'object',
        required: ['point', 'says', 'certainty', 'at'],
        additionalProperties: false,
        properties: {
          point: TEXT,
          says: TEXT,
          certainty: { enum: ['high', 'medium to high', 'medium', 'low to medium', 'low', 'not stated'] },
          at: { type: 'array', minItems: 1, items: { type: 'string', pattern: '^#/', 'x-message': 'write a JSON pointer after `#`' } },
          tests: {
            type: 'array',
            minItems: 1,
            items: {
              type: 'string',
              pattern: '^[^ ]+ > .',
              'x-message': 'write a test as its file and its title: test/clips.test.ts > a clip ends',
            },
          },
          'left-out': TEXT,
        },
        oneOf: [{ required: ['tests'] }, { required: ['left-out'] }],
        'x-message': 'give either the `tests` of a correction, or `left-out` with the reason',
      },
    },
  },
}
