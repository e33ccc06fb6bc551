import { expect, test } from 'vitest'
import { MANIFEST, ONE_CLIP, openVendor, throughEveryVerb, vendorDocument } from './vendor.ts'

const ERRORS = {
  codes: {
    'SAFETY.*': { class: 'moderation', meaning: 'the content review refused it' },
    'SAFETY.INTERNAL.*': { class: 'server', meaning: 'the review did not answer' },
    'SAFETY.INTERNAL.BROKEN': { class: 'quota', meaning: 'the review is not paid' },
    'INTERNAL.*': { class: 'server', meaning: 'a fault of the vendor' },
    'INTERNAL.FINAL': { class: 'server', meaning: 'a fault that stays', retry: false },
  },
}

/** The submissions, and the failure that ended the job. */
async function afterFailures(code: string, manifest = MANIFEST) {
  const faults = [{ on: 'submit', kind: 'task-fails', code, class: 'unknown', message: 'no clip' }] as const
  const vendor = await openVendor(vendorDocument({ errors: ERRORS }), { faults, manifest })
  const { events } = await vendor.run()
  const failed = events.find((event) => event['event'] === 'job.failed')
  return { submissions: vendor.emulator.ledger().submissions, class: failed?.['class'], code: failed?.['code'] }
}

test('a document with families of codes goes through every verb', async () => {
  const vendor = await throughEveryVerb(vendorDocument({ errors: ERRORS }))
  expect(vendor.emulator.ledger()).toMatchObject(ONE_CLIP)
})

test.each([
  ['SAFETY.INPUT.TEXT', 'moderation', 1],
  ['SAFETY.INTERNAL.TIMEOUT', 'server', 3],
  ['SAFETY.INTERNAL.BROKEN', 'quota', 1],
  ['INTERNAL.MODEL', 'server', 3],
  ['INTERNAL.FINAL', 'server', 1],
  ['NEVER.HEARD.OF', 'unknown', 1],
])('a task that fails with %s is of class %s, and is submitted %i times with the default retries', async (code, kind, submissions) => {
  expect(await afterFailures(code)).toEqual({ submissions, class: kind, code })
})

test('a failure that the document does not list is submitted again only if the manifest names its class', async () => {
  const named = MANIFEST.replace('with:', 'retries: { unknown: 1 }, with:')
  expect(await afterFailures('NEVER.HEARD.OF', named)).toMatchObject({ submissions: 2, class: 'unknown' })
})

test('a refusal in the family of a code is classified; the emulator answers with a code of the family', async () => {
  const vendor = await openVendor(vendorDocument({ errors: ERRORS }), { faults: [{ on: 'submit', kind: 'error', class: 'moderation' }] })
  const { events } = await vendor.run()
  expect(events.find((event) => event['event'] === 'job.failed')).toMatchObject({ class: 'moderation', code: 'SAFETY.1' })
})

test('a failure is read from any place of the response', async () => {
  const failure = { code: '$response.header.x-code', message: ['$response.body#/why', '$response.header.x-why'] }
  const document = vendorDocument({ errors: ERRORS, task: { failure } })
  const vendor = await openVendor(document, { faults: [{ on: 'submit', kind: 'task-fails', code: 'SAFETY.X', message: 'not this' }] })
  const { events } = await vendor.run()
  expect(events.find((event) => event['event'] === 'job.failed')).toMatchObject({
    class: 'moderation',
    code: 'SAFETY.X',
    message: 'not this; the content review refused it',
  })
})

test.each(['*', 'A*B', 'A**'])('the code %s is refused with its place', async (code) => {
  const document = vendorDocument({ errors: { codes: { [code]: { class: 'server', meaning: 'x' } } } })
  await expect(openVendor(document)).rejects.toThrow(/codes/)
})
