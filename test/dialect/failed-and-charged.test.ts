import { createProviderClient } from '@shotlist/core'
import { expect, test } from 'vitest'
import { ID_IN_PATH, MANIFEST, openVendor, RENDER, responses, throughEveryVerb, vendorDocument } from './vendor.ts'

const ERRORS = {
  codes: {
    'SAFETY.*': { class: 'moderation', meaning: 'the content review refused it' },
    'OVERLOAD.*': { class: 'server', meaning: 'the vendor has too much to do' },
    'INTERNAL.*': { class: 'server', meaning: 'a fault of the vendor', retry: false },
  },
}

const FAILURE = { code: '$response.body#/code', message: '$response.body#/why' }

/** A vendor that may charge for failed tasks. Its reads say so in `paid`, which holds a value of this type. */
function documentOf(billable: unknown, paid: 'number' | 'boolean' = 'number') {
  const schema = { ...RENDER.schema, properties: { ...RENDER.schema.properties, paid: { type: paid } } }
  const read = { operationId: 'read', summary: 'Read', parameters: [ID_IN_PATH], responses: responses(schema, RENDER.example) }
  return vendorDocument({ errors: ERRORS, task: { failure: { ...FAILURE, billable } }, paths: { '/renders/{id}': { get: read } } })
}

/** What everything says that a job of 5 credits cost, after it failed. */
async function afterFailure(document: Parameters<typeof openVendor>[0], fault: { readonly code: string; readonly charged?: boolean }) {
  const manifest = MANIFEST.replace('jobs:', 'budget: { credits: 5 }\njobs:')
  const vendor = await openVendor(document, { manifest, faults: [{ on: 'submit', kind: 'task-fails', ...fault, times: 1 }] })
  const { events } = await vendor.run()
  const failed = events.find(({ event }) => event === 'job.failed')
  expect(failed).toMatchObject({ code: fault.code })
  const status = JSON.parse((await vendor.shotlist('status', '--json')).stdout) as {
    jobs: { credits?: number; attempts: { estimated: number; credits: number | null }[] }[]
  }
  const attempt = status.jobs[0]?.attempts[0]
  const again = await vendor.shotlist('run', '--yes', '--force', 'clip')
  const { money, submissions } = vendor.emulator.ledger()
  return {
    run: events.find(({ event }) => event === 'run.finished')?.['credits'],
    status: attempt?.credits ?? attempt?.estimated,
    // The budget of 5 credits leaves room for the next run only if the failed task was free.
    isRendered: again.code === 0,
    isTold: String(failed?.['hint']).includes('charged'),
    ledger: money.charged - money.refunded - (submissions - 1) * 5,
  }
}

const PAID = { run: 5, status: 5, isRendered: false, isTold: true, ledger: 5 }
const FREE = { run: 0, status: 0, isRendered: true, isTold: false, ledger: 0 }
const AT = '$response.body#/paid'

test('a document that says what failed tasks cost goes through every verb', async () => {
  const billable = { moderation: true, 'INTERNAL.*': '$response.body#/paid', '*': false }
  const vendor = await throughEveryVerb(documentOf(billable))
  expect(vendor.emulator.ledger()).toMatchObject({ submissions: 1, mistakeList: [] })
  const { stdout } = await vendor.shotlist('describe', 'vendor', '--spec', 'vendor.openapi.yaml')
  expect(stdout).toMatch(/failed tasks +moderation: charged, INTERNAL\.\*: charged if the response says so, others: not charged/)
})

test.each([
  ['nothing is said', undefined, { code: 'SAFETY.TEXT' }, FREE],
  ['always', true, { code: 'SAFETY.TEXT' }, PAID],
  ['never', false, { code: 'SAFETY.TEXT' }, FREE],
  ['by class', { moderation: true, '*': false }, { code: 'SAFETY.TEXT' }, PAID],
  ['by class, another one', { moderation: true, '*': false }, { code: 'INTERNAL.A' }, FREE],
  ['by a family of codes, before the class', { 'SAFETY.*': false, moderation: true }, { code: 'SAFETY.TEXT' }, FREE],
  ['only others are named: perhaps', { moderation: false }, { code: 'INTERNAL.A' }, PAID],
  ['by an amount in the response', AT, { code: 'SAFETY.TEXT', charged: true }, PAID],
  ['by an amount in the response, none', AT, { code: 'SAFETY.TEXT', charged: false }, FREE],
  ['the response does not say: perhaps', '$response.body#/elsewhere', { code: 'SAFETY.TEXT', charged: true }, PAID],
])('the cost of a failed task is the same everywhere: %s', async (_, billable, fault, expected) => {
  expect(await afterFailure(documentOf(billable), fault)).toEqual(expected)
})

test.each([true, false])('a response may say whether, and not how much: %s', async (charged) => {
  expect(await afterFailure(documentOf(AT, 'boolean'), { code: 'SAFETY.TEXT', charged })).toEqual(charged ? PAID : FREE)
})

const KEEPS = { submissions: 1, hint: expect.stringContaining('`retries: { server: 1 }` allows it') as string }
const REPEATS = { submissions: 2, hint: undefined }

test.each([
  ['free', { '*': false }, '', REPEATS],
  ['charged', true, '', KEEPS],
  ['charged, as the response says', AT, '', KEEPS],
  ['perhaps charged', { moderation: false }, 'retries: 3', KEEPS],
  ['charged, and its class has retries', true, 'retries: { server: 1 }', REPEATS],
  ['charged, and its class is in retry_on', true, 'retry_on: [server]', REPEATS],
])('a transient failure is submitted again by default only if it is free: %s', async (_, billable, defaults, expected) => {
  const manifest = MANIFEST.replace('jobs:', `defaults: { ${defaults} }\njobs:`)
  const faults = [{ on: 'submit', kind: 'task-fails', code: 'OVERLOAD.A', charged: true, times: 1 }] as const
  const { emulator, run } = await openVendor(documentOf(billable), { manifest, faults })
  const { events } = await run()
  const { submissions } = emulator.ledger()
  expect({ submissions, hint: events.find(({ event }) => event === 'job.failed')?.['hint'] }).toEqual(expected)
})

test('a client learns what a failed task cost', async () => {
  const faults = [{ on: 'submit', kind: 'task-fails', code: 'SAFETY.TEXT', charged: true }] as const
  const { emulator } = await openVendor(documentOf({ moderation: AT, '*': true }), { faults })
  const client = createProviderClient(emulator.model.table, { apiKey: 'a-key-4711', baseUrl: emulator.url })
  await expect(client.start('text-to-video', { prompt: 'a fox' })).rejects.toMatchObject({
    code: 'task-failed',
    snapshot: { credits: 5, failure: { billable: true } },
  })
})

test('a place that the response does not have is refused', async () => {
  await expect(openVendor(documentOf({ moderation: '$response.payed' }))).rejects.toThrow('payed')
  await expect(openVendor(documentOf({ 'A*B': true }))).rejects.toThrow('billable')
})
