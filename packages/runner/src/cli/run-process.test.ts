import { expect, test } from 'vitest'
import { SecretMask } from './run-process.ts'

test('a secret is taken out as it is, in URLs and in JSON', () => {
  const mask = new SecretMask()
  mask.hide('s3cr&t"key')
  expect(mask.mask('key s3cr&t"key, ?k=s3cr%26t%22key, {"k":"s3cr&t\\"key"}')).toBe('key ***, ?k=***, {"k":"***"}')
})

test('what is too short to be a key tears no holes', () => {
  const mask = new SecretMask()
  mask.hide('a')
  expect(mask.mask('a cat')).toBe('a cat')
})
