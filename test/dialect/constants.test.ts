import { expect, test } from 'vitest'
import { startVendor } from './written-vendor.ts'

const JOBS = `
  fox: { uses: text-to-video, with: { prompt: a fox, duration: 4 }, output: fox.mp4 }
  turn: { uses: transition, with: { to: { file: still.png }, duration: 4 }, output: turn.mp4 }
`

test('constant headers and parameters are sent where the document declares them, and are no fields of the user', async () => {
  const { emulator, sent, shotlist } = await startVendor('atelier', { jobs: JOBS })
  expect((await shotlist('describe', 'atelier/text-to-video')).stdout).not.toMatch(/region|X-Priority|X-Async/)
  expect(await shotlist('run', '--yes')).toMatchObject({ code: 0 })
  const seen = new Set(
    sent.map(({ line, headers }) => {
      const names = ['api-version', 'x-async', 'x-priority', 'accept-language']
      return [
        line.replace(/tasks\/[^?]+/, 'tasks/ID'),
        ...names.map((name) => ((headers[name] ?? '*') === '*' ? '-' : headers[name])),
      ].join(' ')
    }),
  )
  expect([...seen].filter((line) => !line.startsWith('HEAD')).toSorted()).toEqual([
    expect.stringMatching(/^GET \/tasks\/ID\?view=full 2026-01-01 - - en$/),
    'POST /generations?region=eu 2026-01-01 enable 3 -',
    'POST /generations?region=us 2026-01-01 - - -',
    'POST /pictures 2026-01-01 - - -',
  ])
  expect(emulator.ledger()).toMatchObject({ submissions: 2, mistakeList: [] })
})

test('the emulator refuses a request without them', async () => {
  const { url } = await startVendor('atelier', { jobs: JOBS })
  const body = JSON.stringify({ kind: 'text', input: { prompt: 'a fox' }, parameters: { duration: 4, watermark: false } })
  const send = async (query: string, more: Record<string, string>) => {
    const headers = { authorization: 'Bearer a-key', 'content-type': 'application/json', ...more }
    const answer = await fetch(`${url}/generations${query}`, { method: 'POST', headers, body })
    return `${answer.status} ${await answer.text()}`
  }
  const all = { 'api-version': '2026-01-01', 'x-async': 'enable', 'x-priority': '3' }
  expect(await send('?region=eu', all)).toMatch(/^200/)
  expect(await send('?region=eu', { ...all, 'api-version': '1' })).toMatch(/^400 .*api-version must be/)
  expect(await send('?region=eu', { ...all, 'x-async': 'no' })).toMatch(/^400 .*matches no operation/)
  expect(await send('?region=us', all)).toMatch(/^400/)
})
