import { expect, test } from 'vitest'
import { type Answer, type Ask, at, bytesAt, type Call, jobIdOf, said, send, withMistake } from './vendor-calls.ts'
import { CASES, type Case, FILES, KEY } from './vendor-cases.ts'
import { type RunningVendor, serveVendor } from './vendor-server.ts'

const NAMES = Object.keys(CASES)

test.each(NAMES)('%s: a right submission ends with its file', async (name) => {
  const { call, running, tried } = await serve(name)
  const reads = await tried.follow(call, await call(tried.submission('a glacier', crypto.randomUUID())))
  expect(reads.states).toEqual(tried.states)
  const isSound = name === 'voxline'
  expect(await (tried.download?.(call, reads) ?? bytesAt(reads.address))).toEqual(isSound ? FILES.audio : FILES.video)
  expect(running.vendor.charges).toEqual([{ prompt: name === 'statusframe' ? 'a glacier.png' : 'a glacier' }])
  expect(running.vendor.complaints).toEqual([])
  await running.close()
})

test.each(NAMES)('%s: a wrong key and a wrong body are refused', async (name) => {
  const { call, running, tried } = await serve(name)
  const ask = tried.submission('a glacier', crypto.randomUUID())
  const [wrongKey, wrongBody] = tried.refusals
  expect(said(await send(running.url, tried.withKey(ask, 'ACCESS:OTHER')))).toMatch(wrongKey)
  expect(said(await call(withMistake(ask, tried.mistake)))).toMatch(wrongBody)
  expect(said(await call({ ...ask, headers: { ...ask.headers, 'content-type': 'text/plain' } }))).toMatch(/^(400|422|200 .*2013)/)
  expect(running.vendor.charges).toEqual([])
  await running.close()
})

test.each(NAMES)('%s: forbidden work ends as the page says', async (name) => {
  const { call, running, tried } = await serve(name)
  const { last } = await tried.follow(call, await call(tried.submission('a forbidden glacier', crypto.randomUUID())))
  expect(said(last)).toMatch(tried.forbidden)
  await running.close()
})

test.each(NAMES)('%s: a lost submission is charged, and a second one as the page says', async (name) => {
  const { call, running, tried } = await serve(name)
  const ask = tried.submission('a glacier', crypto.randomUUID())
  running.faults.loseSubmission = 1
  await expect(call(ask)).rejects.toThrow('fetch failed')
  expect(running.vendor.charges).toHaveLength(1)
  const second = await call(ask)
  expect(second.status).toBe(tried.repetition ?? (name === 'unionist' ? 201 : 200))
  expect(running.vendor.charges).toHaveLength(tried.repetition === undefined ? 2 : 1)
  await running.close()
})

test.each(NAMES)('%s: too many requests are answered in its own words', async (name) => {
  const { call, running, tried } = await serve(name)
  running.faults.refuseSubmission = 1
  const refused = await call(tried.submission('a glacier', crypto.randomUUID()))
  expect(said(refused)).toMatch(name === 'filecraft' ? /^200 .*1002/ : /^429 /)
  expect(running.log).toHaveLength(1)
  await running.close()
})

test('a task of Tokenhouse can be read with the id of the customer', async () => {
  const { call, running, tried } = await serve('tokenhouse')
  await call(tried.submission('a glacier', 'shot/1'))
  expect(said(await call('/v1/videos/image2video/shot%2F1'))).toMatch(/^200 .*"external_task_id":"shot\/1"/)
  expect(said(await call('/v1/videos/text2video/shot%2F1'))).toMatch(/^404 .*1203/)
  await running.close()
})

test('a rounded id of Multipic, and an address of Queueworks that was guessed, are complained about', async () => {
  const multipicNow = await serve('multipic')
  const started = await multipicNow.call(multipicNow.tried.submission('a glacier', crypto.randomUUID()))
  expect((await multipicNow.call(`/api/jobs/${at(started, 'job.id')}`)).status).toBe(404)
  expect(multipicNow.running.vendor.complaints).toEqual([expect.stringContaining('rounded')])
  await multipicNow.running.close()
  const queueworksNow = await serve('queueworks')
  const queued = await queueworksNow.call(queueworksNow.tried.submission('a glacier', ''))
  expect((await queueworksNow.call(`/works/kite/requests/${at(queued, 'request_id')}/status`)).status).toBe(404)
  expect(queueworksNow.running.vendor.complaints).toEqual([expect.stringContaining('never given out')])
  await queueworksNow.running.close()
})

test.each(NAMES.filter((name) => !['statusframe', 'voxline'].includes(name)))('%s: a key at the file host is noticed', async (name) => {
  const { call, running, tried } = await serve(name)
  const reads = await tried.follow(call, await call(tried.submission('a glacier', crypto.randomUUID())))
  const address = name === 'opslash' ? (await call(reads.address ?? '')).headers.get('location') : reads.address
  const { status } = await call(address ?? '')
  expect(status).toBe(['keyhold', 'opslash'].includes(name) ? 403 : 200)
  expect(running.vendor.complaints).not.toEqual([])
  await running.close()
})

test('images over the limit are refused and complained about', async () => {
  const { call, running, tried } = await serve('lumenreel')
  const uri = `data:image/png;base64,${Buffer.alloc(5 * 1024 * 1024 + 1).toString('base64')}`
  const ask = withMistake(tried.submission('a glacier', ''), { prompt_image: { uri, position: 'first' } })
  expect(said(await call(ask))).toMatch(/^400 .*prompt_image/)
  expect(running.vendor.complaints).toEqual([expect.stringContaining('over the limit')])
  await running.close()
})

/** How a task is cancelled, where it is read, and what that says then. */
const CANCELS: readonly (readonly [name: string, ask: (started: Answer) => Ask, read: (started: Answer) => string, cancelled: RegExp])[] = [
  ['codefamily', deleteAt('/v3/content/tasks/'), (started) => `/v3/content/tasks/${at(started, 'id')}`, /^200 .*"cancelled"/],
  ['keyhold', deleteAt('/v1/videos/'), (started) => `/v1/videos/${at(started, 'id')}`, /^404 /],
  ['lumenreel', deleteAt('/v2/renders/'), (started) => `/v2/renders/${at(started, 'id')}`, /^200 .*CANCELLED/],
  [
    'multipic',
    (started) => ({ path: `/api/jobs/${jobIdOf(started)}/drop`, method: 'POST' }),
    (started) => `/api/jobs?ids=${jobIdOf(started)}`,
    /dropped/,
  ],
  [
    'opslash',
    (started) => ({ path: `/v1beta/${at(started, 'name')}:cancel`, method: 'POST' }),
    (started) => `/v1beta/${at(started, 'name')}`,
    /"error":{"code":1,/,
  ],
  [
    'queueworks',
    (started) => ({ path: at(started, 'cancel_url') ?? '', method: 'PUT' }),
    (started) => at(started, 'response_url') ?? '',
    /^500 /,
  ],
]

test.each(CANCELS)('%s: a task that waits can be cancelled', async (name, ask, read, cancelled) => {
  const { call, running, tried } = await serve(name)
  const started = await call(tried.submission('a glacier', crypto.randomUUID()))
  expect((await call(ask(started))).status).toBeLessThan(300)
  expect(said(await call(read(started)))).toMatch(cancelled)
  await running.close()
})

const LISTS: readonly (readonly [name: string, path: string, listed: RegExp])[] = [
  ['codefamily', '/v3/content/tasks?page_size=1', /"items":\[{"id":"cgt-[^[]*\],"total":2}/],
  ['keyhold', '/v1/videos?limit=1&order=desc', /"data":\[{[^{]*"prompt":"the second"}\]/],
  ['multipic', '/api/jobs?newest=1', /^200 {"jobs":\[{"id":9007199254740997,[^[]*"prompt":"the second"[^[]*\]}$/],
  ['unionist', '/generations?limit=1', /"generations":\[{[^[]*"prompt":"the second"[^[]*\]}$/],
]

test.each(LISTS)('%s: its list has the newest first, and reads no task', async (name, path, listed) => {
  const { call, running, tried } = await serve(name)
  await call(tried.submission('the first', crypto.randomUUID()))
  const started = await call(tried.submission('the second', crypto.randomUUID()))
  expect(said(await call(path))).toMatch(listed)
  expect((await tried.follow(call, started)).states).toEqual(tried.states)
  await running.close()
})

test.each([
  ['lumenreel', 5],
  ['nestvid', 3],
])('%s: no more than %i tasks run at once', async (name, most) => {
  const { call, running, tried } = await serve(name)
  const submissions = await Promise.all(Array.from({ length: most + 1 }, () => call(tried.submission('a glacier', ''))))
  expect(submissions.filter(({ status }) => status === 429)).toHaveLength(1)
  expect(running.vendor.charges).toHaveLength(most)
  await running.close()
})

function deleteAt(path: string): (started: Answer) => Ask {
  return (started) => ({ path: `${path}${at(started, 'id')}`, method: 'DELETE' })
}

async function serve(name: string): Promise<{ call: Call; running: RunningVendor; tried: Case }> {
  const tried = CASES[name] as Case
  const running = await serveVendor(tried.create, { key: KEY, files: FILES })
  return { call: (ask) => send(running.url, tried.withKey(typeof ask === 'string' ? { path: ask } : ask, KEY)), running, tried }
}
