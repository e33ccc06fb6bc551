import { expect, test } from 'vitest'
import { testMistakes } from './mistakes.ts'
import { issuesOf, modelOf, studioText, studioWith } from './studio.ts'

const SIGNATURE = /signature: \{ scheme: hmac-sha256.*\}/.exec(studioText)?.[0] ?? ''
const ED25519 = 'scheme: ed25519, encoding: hex, header: X-Sign'

testMistakes({
  'an unknown scheme': {
    edit: [['scheme: hmac-sha256', 'scheme: hmac-md5']],
    code: 'dialect',
    at: 'hmac-md5',
    says: /standard-webhooks/,
  },
  'a signature without the text that is signed': {
    edit: [[SIGNATURE, 'signature: { scheme: hmac-sha256, encoding: hex, header: X-Sign }']],
    code: 'webhook-signature',
    at: 'signature: { scheme: hmac-sha256',
    says: /scheme hmac-sha256 needs signed/,
  },
  'Ed25519 without keys': {
    edit: [[SIGNATURE, `signature: { ${ED25519}, signed: "{body}" }`]],
    code: 'webhook-signature',
    at: 'signature: { scheme: ed25519',
    says: /scheme ed25519 needs keys/,
  },
  'keys of a scheme with a secret': {
    edit: [['encoding: hex, header: X-Sign', 'encoding: hex, header: X-Sign, keys: { url: /keys }']],
    code: 'webhook-signature',
    at: 'keys: { url: /keys }',
    says: /hmac-sha256 has a secret, not keys/,
  },
  'a key set without encryption': {
    edit: [[SIGNATURE, `signature: { ${ED25519}, signed: "{body}", keys: { url: "http://keys.example" } }`]],
    code: 'dialect',
    at: '"http://keys.example"',
    says: /begins with https/,
  },
  'an unknown part of the signed text': {
    edit: [['"{timestamp}.{body}"', '["{timestamp}.{bdy}{body}"]']],
    code: 'webhook-signature',
    at: '"{timestamp}.{bdy}{body}"',
    says: /\{bdy\} is not a part/,
    hint: /body/,
  },
  'a part that no header holds': {
    edit: [['"{timestamp}.{body}"', '"{timestamp}.{nonce}.{body}"']],
    code: 'webhook-signature',
    at: '"{timestamp}.{nonce}.{body}"',
    says: /\{nonce\} is signed, and no header holds it/,
  },
  'a text without the body': {
    edit: [['"{timestamp}.{body}"', '"{timestamp}"']],
    code: 'webhook-signature',
    at: '"{timestamp}"',
    says: /does not hold the body/,
  },
  'a time that is not signed': {
    edit: [['"{timestamp}.{body}"', '"{body}"']],
    code: 'webhook-signature',
    at: '"{body}"',
    says: /the time of a delivery is not signed/,
    severity: 'warning',
  },
})

test('standard webhooks need no other words, and a key set may be below the server', () => {
  const standard = studioWith([SIGNATURE, 'signature: { scheme: standard-webhooks }'])
  expect(issuesOf(standard)).toEqual(issuesOf(studioText))
  expect(modelOf(standard).table.webhooks).toMatchObject({
    secretEnv: expect.stringMatching(/_WEBHOOK_SECRET$/),
    signature: {
      header: 'webhook-signature',
      prefix: 'v1,',
      idHeader: 'webhook-id',
      signed: '{id}.{timestamp}.{body}',
      toleranceSeconds: 300,
    },
  })
  const keys = studioWith([SIGNATURE, `signature: { ${ED25519}, signed: "{body}", keys: { url: /keys.json } }`])
  const { webhooks, servers } = modelOf(keys).table
  expect(webhooks?.signature?.keys).toEqual({ url: `${servers[0]?.url}/keys.json` })
  expect(webhooks).not.toHaveProperty('secretEnv')
})
