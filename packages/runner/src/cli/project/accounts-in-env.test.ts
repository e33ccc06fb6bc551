import { expect, test } from 'vitest'
import { accountsInEnv } from './connect-from-env.ts'

const ENV = { PIXVERSE_API_KEY: 'one', ACEDATACLOUD_API_TOKEN: 'two', AI302_API_KEY: 'three', ACME_API_KEY: 'four', EMPTY_API_KEY: ' ' }

test.each([
  [undefined, ['PIXVERSE_API_KEY', 'ACEDATACLOUD_API_TOKEN', 'AI302_API_KEY', 'ACME_API_KEY']],
  [['acedata'], ['ACEDATACLOUD_API_TOKEN']],
  [
    ['302ai', 'acme'],
    ['AI302_API_KEY', 'ACME_API_KEY'],
  ],
])('the accounts of providers %s are those of %s', (providers, variables) => {
  expect([...accountsInEnv({ env: ENV }, providers).keys()]).toEqual(variables)
})

function accountAt(url: string): string | undefined {
  return accountsInEnv({ env: { ACEDATACLOUD_API_TOKEN: 'two', ACEDATA_BASE_URL: url } }).get('ACEDATACLOUD_API_TOKEN')
}

test('an account is that of a key at an address', () => {
  expect(accountAt('http://a.example')).not.toBe(accountAt('http://b.example'))
})
