import { testMistakes } from './mistakes.ts'

const IDEMPOTENCY = 'idempotency: X-Trace'

testMistakes({
  'a key at a place that the body does not have': {
    edit: [[IDEMPOTENCY, 'idempotency: { at: "$request.body#/token" }']],
    code: 'expression-target',
    at: '"$request.body#/token"',
    says: /no "token" at this place of the request of createClip/,
  },
  'a key that is read from a response': {
    edit: [[IDEMPOTENCY, 'idempotency: { at: "$response.body#/code" }']],
    code: 'expression',
    at: '"$response.body#/code"',
    says: /a place in a request is named/,
  },
  'a key of an unknown form': {
    edit: [[IDEMPOTENCY, 'idempotency: { at: "$request.body#/prompt", format: base64 }']],
    code: 'dialect',
    at: 'base64',
    says: /format/,
  },
  'a lookup with a parameter that is not there': {
    edit: [
      ['    state:\n', '    lookup: { operation: getClip, id: "$request.query.external", sent: "$request.body#/prompt" }\n    state:\n'],
    ],
    code: 'expression-target',
    at: '"$request.query.external"',
    says: /getClip has no query parameter external/,
  },
  'a token with an unknown algorithm': {
    edit: [['key: { type: apiKey, in: header, name: X-Key }', 'key: { type: http, scheme: bearer, x-jwt: { algorithm: RS256 } }']],
    code: 'dialect',
    at: 'RS256',
    says: /algorithm/,
  },
  'a key as hex in the header of the trace': {
    edit: [[IDEMPOTENCY, 'idempotency: { at: $request.header.X-Trace, format: hex }']],
    code: 'header-name',
    at: '$request.header.X-Trace',
    says: /X-Trace takes a fresh UUID on every request/,
  },
})
