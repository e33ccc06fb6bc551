import { compileValidator } from '@shotlist/codegen/compile-validator'
import { describe, expect, test } from 'vitest'
import { compiledValidator } from '../src/manifest/catalog/compiled-validators.ts'
import { loadShipped, shippedProviders } from '../src/manifest/catalog/shipped.ts'
import { LOCKFILE_SCHEMAS } from '../src/store/lockfile-schema.ts'

/** Values of every kind, for fields that take some of them. */
const VALUES: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  1e21,
  '',
  'a',
  '7',
  '9007199254740993',
  'https://example.com/a.png',
  [],
  ['a'],
  {},
  { a: 1 },
]

describe.each(shippedProviders())('%s', (id) => {
  const model = loadShipped(id)
  test.each(Object.entries(model?.operations ?? {}))(
    '%s: the validator of the build says what ajv says now',
    (name, { input, example, fields }) => {
      const ahead = compiledValidator(`${id}/${name}`)
      if (ahead === undefined) throw new Error('it was not compiled: run the build')
      const now = compileValidator(input)
      const given = [example ?? {}, ...fields.flatMap((field) => VALUES.map((value) => ({ ...example, [field.name]: value }))), ...VALUES]
      for (const value of given) {
        expect({ value, fits: ahead(value), errors: ahead.errors }).toEqual({ value, fits: now(value), errors: now.errors })
      }
    },
  )
})

test.each(Object.entries(LOCKFILE_SCHEMAS))('the same of the %s of a lockfile', (part, schema) => {
  const ahead = compiledValidator(`lockfile/${part}`)
  const now = compileValidator(schema)
  for (const value of [...VALUES, { jobs: { a: { provider: 'x' } } }, { provider: 1, output: '../a' }])
    expect({ value, fits: ahead?.(value), errors: ahead?.errors }).toEqual({ value, fits: now(value), errors: now.errors })
})
