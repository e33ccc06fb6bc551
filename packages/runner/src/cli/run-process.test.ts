import { expect, test } from 'vitest'
import { SecretMask } from './run-process.ts'

test('masks a secret as it is, in URLs and in JSON', () => {
  const mask = new SecretMask()
  mask.hide('s3cr&t"key')
  expect(mask.mask('key s3cr&t"key, ?k=s3cr%26t%22key, {"k":"s3cr&t\\"key"}')).toBe('key ***, ?k=***, {"k":"***"}')
})

test('does not mask values that are too short for a key', () => {
  const mask = new SecretMask()
  mask.hide('a')
  expect(mask.mask('a cat')).toBe('a cat')
})
