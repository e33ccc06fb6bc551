import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createProviderClient } from '@shotlist/core'
import { expect, test } from 'vitest'
import { generateClient } from './typed-client.ts'
import { startVendor, type Vendor, type VendorOptions } from './written-vendor.ts'

const JOBS = '  fox: { uses: text-to-video, with: { model: reef, prompt: a fox }, output: fox.mp4 }\n'
const RUN = ['run', '--yes', '--json', '--allow-host', 'courier=queue.courier.example']

function open(options: Partial<VendorOptions> = {}): Promise<Vendor> {
  return startVendor('courier', { jobs: JOBS, ...options })
}

test('a task is read at the address that its submission names, and its result at the one that the read names', async () => {
  const { shotlist, emulator, sent } = await open()
  for (const args of [['describe', 'courier/text-to-video'], ['validate'], ['plan'], ['rehearse', '--yes', '--speed', '6000']]) {
    const { code, stdout, stderr } = await shotlist(...args)
    expect({ args, code, said: code === 0 ? '' : stdout + stderr }).toEqual({ args, code: 0, said: '' })
  }
  const ran = await shotlist(...RUN)
  expect(ran.code, ran.stderr).toBe(0)
  expect(emulator.ledger()).toMatchObject({ submissions: 1, duplicates: 0, mistakeList: [] })
  expect(sent.some(({ line }) => /^GET \/v2\/reef\/requests\/[^/]+\/status$/.test(line))).toBe(true)
  expect(sent.some(({ line }) => /^GET \/v2\/reef\/requests\/[^/]+$/.test(line))).toBe(true)
})

test('an address at another host is not asked: the error names the host, and the task stays recorded and is not paid again', async () => {
  const asked: string[] = []
  const { shotlist, emulator } = await open({
    answers: (text) => text.replace(/http:\/\/127\.0\.0\.1:\d+(?=\/v2)/g, 'https://elsewhere.example'),
  })
  for (let run = 0; run < 2; run += 1) {
    const { code, stdout, stderr } = await shotlist(...RUN)
    expect(code).not.toBe(0)
    asked.push(stdout + stderr)
  }
  for (const said of asked) expect(said).toMatch(/the provider named an address at elsewhere\.example[^]*x-provider\.hosts/)
  expect(asked[0]).toContain('"resumable":true')
  expect(emulator.ledger()).toMatchObject({ submissions: 1, requests: { read: 0 } })
})

test('the client asks only hosts of the document, and not without TLS', async () => {
  const { emulator } = await open()
  const urls: string[] = []
  const fetch = (url: string) => {
    urls.push(url)
    return Promise.resolve(Response.json({ status: 'IN_QUEUE' }))
  }
  const client = createProviderClient(emulator.model.table, { apiKey: 'a-key-4711', fetch })
  const address = 'https://queue.courier.example/v2/reef/requests/p_1/status?part=1'
  await expect(client.read('parcel', address)).resolves.toMatchObject({ state: 'running', taskId: address })
  await client.read('parcel', 'https://api.courier.example/v2/p_2')
  await client.read('parcel', '/reef/p_3')
  for (const refused of ['https://queue.courier.example.evil.example/p', 'http://api.courier.example/v2/p', 'file:///p', 'p_4', '']) {
    await expect(client.read('parcel', refused)).rejects.toMatchObject({ code: 'invalid-input' })
  }
  expect(urls).toEqual([address, 'https://api.courier.example/v2/p_2', 'https://api.courier.example/v2/reef/p_3'])
})

test('small clients follow addresses too', async () => {
  const { url, emulator } = await open()
  const { root, small } = await generateClient('courier')
  const rules = readFileSync(join(root, 'clients/courier/tasks/parcel.gen.ts'), 'utf8')
  expect(rules).toContain('readParcel')
  expect(rules).not.toContain('stopParcel')
  const input = { model: 'reef', prompt: 'a fox' }
  const result = await small({ apiKey: 'a-key-4711', baseUrl: url }).textToVideo(input, { poll: { firstMs: 1, everyMs: 1 } })
  expect(result).toMatchObject({ outputs: { video_url: expect.stringContaining('http') as string } })
  expect(emulator.ledger()).toMatchObject({ submissions: 1, mistakeList: [] })
})

test('only the id of a request about one task may be an address, and its path has a parameter', async () => {
  await expect(open({ edit: (text) => text.replace('"$response.body#/status_url"', '$url') })).rejects.toThrow(
    'something of an answer is read',
  )
  await expect(
    open({
      edit: (text) =>
        text
          .replace('operation: readParcel', 'operation: readAll')
          .replace('paths:', `paths:\n  /all:\n    get: { operationId: readAll, responses: { "200": { description: All } } }`),
    }),
  ).rejects.toThrow('all tasks would have the same address')
  await expect(open({ edit: (text) => text.replace('      value: "$response.body#/response_url"\n', '') })).rejects.toThrow('needs `value`')
})
