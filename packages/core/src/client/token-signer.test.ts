import { expect, it } from 'vitest'
import { tokenSigner } from './token-signer.ts'

const PROVIDER = {
  env: { key: 'ACME_API_KEY', baseUrl: 'ACME_BASE_URL' },
  auth: { in: 'header', name: 'Authorization', prefix: 'Bearer ', jwt: { issuer: 'id-{access}', lifetimeSeconds: 1800 } },
} as const
const CREDENTIALS = { apiKey: 'access-1:secret:with-colon', mask: (text: string) => text }
const MINUTE = 60_000

function claimsOf(token: string | undefined): unknown {
  return JSON.parse(atob(String(token).split('.')[1]?.replaceAll('-', '+').replaceAll('_', '/') ?? ''))
}

it('makes a token, uses it again, and replaces it before it ends', async () => {
  const signer = tokenSigner(PROVIDER, {})
  const first = await signer?.sign(CREDENTIALS, 0)
  expect(claimsOf(first?.apiKey)).toEqual({ iss: 'id-access-1', iat: 0, nbf: -5, exp: 1800 })
  expect((await signer?.sign(CREDENTIALS, 23 * MINUTE))?.apiKey).toBe(first?.apiKey)
  expect(claimsOf((await signer?.sign(CREDENTIALS, 24 * MINUTE))?.apiKey)).toMatchObject({ iat: 1440, exp: 3240 })
  expect(claimsOf((await signer?.sign({ ...CREDENTIALS, apiKey: 'access-2:other' }, 24 * MINUTE))?.apiKey)).toMatchObject({
    iss: 'id-access-2',
  })
})

it('begins tokens by the clock of the provider, also when that goes back', async () => {
  const signer = tokenSigner(PROVIDER, {})
  signer?.noteTime(new Date(60 * MINUTE).toUTCString(), 0)
  signer?.noteTime('no date', 0)
  expect(claimsOf((await signer?.sign(CREDENTIALS, MINUTE))?.apiKey)).toMatchObject({ iat: 3660 })
  signer?.noteTime(new Date(0).toUTCString(), MINUTE)
  expect(claimsOf((await signer?.sign(CREDENTIALS, MINUTE))?.apiKey)).toMatchObject({ iat: 0 })
})

it('masks both halves and the token', async () => {
  const { mask, apiKey = '' } = (await tokenSigner(PROVIDER, {})?.sign(CREDENTIALS, 0)) ?? CREDENTIALS
  expect(mask(`access-1 and secret:with-colon and ${apiKey}`)).toBe('*** and *** and ***')
})

it('refuses a key without two halves, and names the variable, not the key', () => {
  expect(() => tokenSigner(PROVIDER, { apiKey: 'one-part' })).toThrow(
    expect.objectContaining({
      message: 'The API key does not have two halves.',
      hint: expect.stringMatching(/ACCESS:SECRET.*ACME_API_KEY/) as string,
    }),
  )
})
