import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { typeCheck } from '../../packages/codegen/test/emit/type-check.ts'
import { ROOT } from '../harness/shotlist.ts'
import { generateClient } from './typed-client.ts'
import { startVendor } from './written-vendor.ts'

const JOBS = `
  fox: { uses: text-to-video, with: { prompt: a fox, duration: 4, quality: 720p, seed: 9007199254740993 }, output: fox.mp4 }
  turn: { uses: transition, with: { to: { file: still.png }, duration: 4 }, output: turn.mp4 }
  both: { uses: transition, with: { prompt: a fox turns, from: { file: still.png }, to: { file: still.png }, duration: 4 }, output: both.mp4 }
`

function bodiesOf(sent: readonly { readonly line: string; readonly body: string }[]): string[] {
  return sent.filter(({ line }) => line.startsWith('POST /generations')).map(({ body }) => body)
}

test('placed fields are given flat, priced flat, and sent at their places', async () => {
  const { emulator, sent, shotlist } = await startVendor('atelier', { jobs: JOBS })
  expect((await shotlist('describe', 'atelier/text-to-video')).stdout).toMatch(/prompt[^]*duration[^]*quality/)
  expect(await shotlist('validate')).toMatchObject({ code: 0 })
  expect((await shotlist('plan')).stdout).toContain('52 credits')
  const ran = await shotlist('run', '--yes')
  expect(ran, ran.stderr + ran.stdout).toMatchObject({ code: 0 })
  const bodies = bodiesOf(sent)
    .map((body) => body.replaceAll(/"id":"[^"]+"/g, '"id":"pic"'))
    .toSorted()
  expect(bodies).toEqual([
    '{"content":[{"type":"picture","role":"last","picture":{"id":"pic"}}],"parameters":{"duration":4},"kind":"frames"}',
    '{"content":[{"type":"text","text":"a fox turns"},{"type":"picture","role":"first","picture":{"id":"pic"}},{"type":"picture","role":"last","picture":{"id":"pic"}}],"parameters":{"duration":4},"kind":"frames"}',
    '{"input":{"prompt":"a fox"},"parameters":{"duration":4,"size":"720p","seed":9007199254740993,"watermark":false},"kind":"text"}',
  ])
  expect(emulator.ledger()).toMatchObject({ submissions: 3, duplicates: 0, mistakeList: [], money: { charged: 52 } })
})

test('rules, and the manifest, speak of the flat fields', async () => {
  const { sent, shotlist } = await startVendor('atelier', {
    jobs: '  fox: { uses: text-to-video, with: { prompt: a fox, duration: 10, quality: 1080p, input: { prompt: no } } }\n',
  })
  const { code, stderr } = await shotlist('validate')
  expect([code, stderr]).toEqual([2, expect.stringContaining('1080p takes no 10 s: use 8 at most')])
  expect(stderr).toContain('input')
  expect(sent).toEqual([])
})

test('the emulator refuses what no place explains, and a picture without its constants', async () => {
  const { emulator, url } = await startVendor('atelier', { jobs: JOBS })
  const send = async (body: unknown, region = 'eu') => {
    const headers = {
      authorization: 'Bearer a-key',
      'content-type': 'application/json',
      'api-version': '2026-01-01',
      'x-async': 'enable',
      'x-priority': '3',
    }
    const answer = await fetch(`${url}/generations?region=${region}`, { method: 'POST', headers, body: JSON.stringify(body) })
    return [answer.status, await answer.text()] as const
  }
  const good = { kind: 'text', input: { prompt: 'a fox' }, parameters: { duration: 4, watermark: false } }
  expect((await send({ ...good, prompt: 'flat', input: { prompt: 'a fox', size: 1 } }))[0]).toBe(200)
  expect(emulator.ledger().mistakeList.map(({ what }) => what)).toEqual(['fields that the document does not know: input.size, /prompt'])
  expect(await send({ ...good, parameters: { duration: 40, watermark: false } })).toEqual([400, expect.stringContaining('duration')])
  expect((await send({ ...good, parameters: { duration: 4 } }))[0]).toBe(400)
  const frame = { role: 'last', picture: { id: 'pic_1' } }
  expect(await send({ kind: 'frames', content: [frame], parameters: { duration: 4 } }, 'us')).toEqual([
    400,
    expect.stringContaining('/content/2/type must be \\"picture\\" beside to'),
  ])
})

const ITEMS = 'content: { type: array, items: { type: object } }'
const ITEM = 'content: { type: array, items: { properties: { type: {}, text: {}, picture: {}, role: { enum: [first, last] } } } }'

test.each<[string, [string, string][], RegExp]>([
  [
    'a name in a list',
    [['at: /content/1/picture/id', 'at: /content/first/picture/id']],
    /never has \/content\/first\/picture\/id.*is a list/s,
  ],
  [
    'a list that is an object for another field',
    [
      [ITEMS, 'content: {}'],
      ['at: /content/1/picture/id', 'at: /content/first/picture/id'],
    ],
    /it is a list for one, and an object for the other/,
  ],
  [
    'a constant at a place that the body never has',
    [
      [ITEMS, ITEM],
      ['/content/1/role: first', '/content/1/rolle: first'],
    ],
    /there is no "rolle" at this place/,
  ],
  [
    'a constant that the body does not allow',
    [
      [ITEMS, ITEM],
      ['/content/1/role: first', '/content/1/role: start'],
    ],
    /does not allow the constant "start" at \/content\/1\/role/,
  ],
])('a place is compared with the body: %s', async (_what, edits, says) => {
  const edit = (text: string) => edits.reduce((all, [from, to]) => all.replace(from, to), text)
  await expect(startVendor('atelier', { jobs: JOBS, edit })).rejects.toThrow(says)
})

test('a lost submission is found by its nested request', async () => {
  const { emulator, shotlist } = await startVendor('atelier', {
    jobs: JOBS.split('\n').slice(0, 2).join('\n'),
    edit: (document) => document.replace('idempotency: Idempotency-Key', 'idempotency: none'),
    faults: [{ on: 'submit', kind: 'drop-after', nth: 1 }],
  })
  const lost = await shotlist('run', '--yes')
  expect(lost.code, lost.stderr).toBe(4)
  const [, task = ''] = /--task-id (\S+)/.exec(lost.stderr + lost.stdout) ?? []
  expect((await shotlist('resolve', 'fox', '--task-id', task)).code).toBe(0)
  expect((await shotlist('run', '--yes')).code).toBe(0)
  expect(emulator.ledger()).toMatchObject({ submissions: 1, duplicates: 0 })
})

test('typed clients take the flat fields, and small bundles nest them too', async () => {
  const { sent, url, emulator } = await startVendor('atelier', { jobs: JOBS })
  const { root, small } = await generateClient('atelier')
  const good = `import { createClient } from './clients/atelier/index.gen.ts'
    const client = createClient({ apiKey: 'key' })
    void client.textToVideo({ prompt: 'a fox', duration: 4 })
    void client.transition({ to: new Blob([]), duration: 4 })`
  const bad = `import { createClient } from './clients/atelier/index.gen.ts'
    void createClient({ apiKey: 'key' }).textToVideo({ input: { prompt: 'a fox' }, duration: 4 })`
  expect(typeCheck(root, { good, bad })).toEqual({ good: [], bad: [expect.stringMatching(/^2: .*'input' does not exist/)] })
  const client = small({ apiKey: 'a-key', baseUrl: url })
  await client.textToVideo({ prompt: 'a fox', duration: 4 }, { poll: { firstMs: 1, everyMs: 1 } })
  expect(bodiesOf(sent)).toEqual(['{"input":{"prompt":"a fox"},"parameters":{"duration":4,"watermark":false},"kind":"text"}'])
  expect(emulator.ledger().mistakeList).toEqual([])
  const shipped = readFileSync(join(ROOT, 'packages/core/src/providers/pixverse/operations/text-to-video.gen.ts'), 'utf8')
  expect(shipped).not.toContain('nestBody')
})
