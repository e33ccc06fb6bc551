import { expect, test } from 'vitest'
import { newAjv } from '../../packages/codegen/src/explain/compile-validator.ts'
import { explainErrors } from '../../packages/codegen/src/explain/explain-errors.ts'
import { collectMessages } from '../../packages/codegen/src/ir/schema/messages.ts'
import { INT64_PATTERN } from '../../packages/core/src/reasons.ts'
import { explain } from '../../packages/core/src/validation/explain.ts'
import type { ValidationMistake } from '../../packages/core/src/validation/validator.ts'

const INT64 = { type: ['integer', 'string'], pattern: INT64_PATTERN }
const many = Array.from({ length: 40 }, (_, index) => `v${index}`)

/** A field's schema and a bad value, and the end of the sentence. */
const FIELDS: readonly (readonly [schema: object | boolean, value: unknown, reason: string])[] = [
  [{ type: 'integer' }, '5', 'must be a whole number, not the text "5": write it without quotes'],
  [{ type: 'integer', 'x-message': 'too few: {f}' }, 'x', 'must be a whole number, not the text "x"'],
  [{ type: ['number', 'null'] }, [], 'must be a number, not a list'],
  [{ type: 'string' }, { a: 1 }, 'must be text, not an object'],
  [{ type: 'string' }, true, 'must be text, not true: write it in quotes'],
  [{ type: 'object' }, 5, 'must be an object with fields, not 5'],
  [{ type: 'array' }, 'a', 'must be a list, not the text "a"'],
  [{ enum: ['720p', '1080p', '4k'] }, '1080', 'must be one of 720p, 1080p or 4k, not 1080: did you mean 1080p?'],
  [{ enum: ['5', '8'] }, 5, 'must be 5 or 8, not 5: write it in quotes'],
  [{ type: 'integer', enum: [5, 8] }, '8', 'must be 5 or 8, not 8: write it without quotes'],
  [{ enum: many }, 1, `must be one of ${many.slice(0, 30).join(', ')} ... (40 in all), not 1`],
  [{ const: 1 }, '', 'must be 1, not ""'],
  [{ minimum: 1 }, 0, 'must be at least 1, not 0'],
  [{ exclusiveMaximum: 1 }, 1, 'must be less than 1, not 1'],
  [{ multipleOf: 8 }, 9, 'must be a multiple of 8, not 9'],
  [{ minLength: 1 }, '', 'must not be empty'],
  [{ minLength: 2 }, 'a', 'must have at least 2 characters, not 1'],
  [{ maxLength: 3 }, 'four', 'must have at most 3 characters, not 4'],
  [{ minItems: 1 }, [], 'must have at least 1 item, not 0'],
  [{ maxItems: 1 }, [1, 2], 'must have at most 1 item, not 2'],
  [{ prefixItems: [{}, {}], items: false }, [1, 2, 3], 'must have at most 2 items, not 3'],
  [{ minProperties: 2 }, { a: 1 }, 'must have at least 2 fields, not 1'],
  [{ uniqueItems: true }, [1, 1], 'must not have the same item twice'],
  [{ contains: { const: 1 } }, [], 'lacks an item that it must have'],
  [{ pattern: '^a+$' }, 'x'.repeat(80), `must match ^a+$, not ${'x'.repeat(57)}...`],
  [INT64, 'abc', 'must be a whole number, or its digits as text, not the text "abc"'],
  [INT64, [], 'must be a whole number or text, not a list'],
  [{ format: 'uri' }, 'cat.png', 'must be a URL, not cat.png'],
  [{ format: 'date' }, 'today', 'must be a date (2026-01-31), not today'],
  [false, 1, 'is not accepted here'],
  [{ not: { const: 1 } }, 1, 'is not allowed in this combination'],
]

/** A schema of a whole input, an input, and the sentences. */
const INPUTS: readonly (readonly [schema: object, input: unknown, sentences: readonly string[]])[] = [
  [{ type: 'object' }, 5, ['the request must be an object with fields, not 5']],
  [{ required: ['prompt'] }, {}, ['prompt is required']],
  [{ dependentRequired: { a: ['b'] } }, { a: 1 }, ['b is required when a is given']],
  [{ properties: {}, additionalProperties: false }, { promt: 1 }, ['promt is not known']],
  [{ oneOf: [{ required: ['a', 'b'] }, { required: ['c'] }] }, {}, ['one of a and b or c is required']],
  [{ properties: { f: { oneOf: [{ required: ['a'] }, { required: ['c'] }] } } }, { f: {} }, ['f: one of a or c is required']],
  [{ oneOf: [{}, {}] }, {}, ['the request fits more than one of the alternatives: give exactly one']],
]

test('`shotlist`, the emulator and typed clients give the same reason in the same words', () => {
  const ofFields = FIELDS.map(([schema, value, reason]) => [{ properties: { f: schema } }, { f: value }, [`f ${reason}`]] as const)
  for (const [schema, input, sentences] of [...ofFields, ...INPUTS]) {
    const about = JSON.stringify([schema, input])
    const messages = collectMessages(schema)
    const validate = newAjv({ verbose: true }).compile(schema)
    validate(input)
    const ofCodegen = explainErrors(validate.errors ?? [], { data: input, messages }).map(({ message }) => message)
    expect.soft(ofCodegen, about).toEqual(sentences)
    const plain = newAjv().compile(schema)
    plain(input)
    const mistakes = (plain.errors ?? []) as readonly ValidationMistake[]
    const ofCore = explain(mistakes, input, { messages, defaults: {} }).map(({ message }) => message)
    expect.soft(ofCore, about).toEqual(sentences)
  }
})
