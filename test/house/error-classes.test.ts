import { expect, test } from 'vitest'
import dialect from '../../packages/codegen/schema/dialect.schema.json' with { type: 'json' }
import { sharedDefinitions } from '../../packages/codegen/src/emit/manifest-schema/values.ts'
import { classes } from '../../packages/emulator/src/scenario/faults.ts'
import { providerClasses } from '../../packages/runner/src/errors/failure-classes.ts'

const sorted = (names: Iterable<unknown>): unknown[] => [...names].map(String).toSorted()

test('every package has the classes of errors of the one table', () => {
  const table = sorted(providerClasses)
  expect(sorted(sharedDefinitions['errorClass']?.['enum'] as readonly string[])).toEqual(table)
  expect(sorted(classes)).toEqual(table)
  expect(sorted(dialect.$defs.errorClass.enum)).toEqual(table)
})
