import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { emulate } from '../../src/cli/verbs/providers/emulate/emulate.ts'
import { folderWith, runVerb } from './run-verb.ts'

test('serves providers on consecutive ports until it is stopped', async () => {
  const stop = new AbortController()
  let seen = ''
  const onOutput = (text: string) => {
    seen += text
    if (seen.split('\n').length > 2) stop.abort()
  }
  const { status, stdout } = await runVerb(emulate, {
    cwd: await folderWith({}),
    args: ['pixverse', 'acedata'],
    options: { json: true, host: '127.0.0.1' },
    signal: stop.signal,
    onOutput,
  })
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { provider: string; url: string; env: Record<string, string> })
  expect(status).toBe(0)
  expect(lines.map(({ provider }) => provider)).toEqual(['pixverse', 'acedata'])
  expect(lines[0]?.env).toEqual({ PIXVERSE_BASE_URL: lines[0]?.url, PIXVERSE_API_KEY: 'emulated' })
  await expect(fetch(`${lines[0]?.url}/__emulator/ledger`)).rejects.toThrow('fetch failed')
})

test.each([
  ['65535', 'is too high for 2 providers'],
  ['65536', '--port needs a number up to 65535, not 65536'],
  ['http', '--port needs a number up to 65535, not http'],
])('refuses --port %s before it serves anything', async (port, message) => {
  const run = runVerb(emulate, { cwd: await folderWith({}), args: ['pixverse', 'acedata'], options: { port, host: '127.0.0.1' } })
  await expect(run).rejects.toMatchObject({ code: 'usage', message: expect.stringContaining(message) })
})

test('names a port that is in use', async () => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const port = String((server.address() as AddressInfo).port)
  const run = runVerb(emulate, { cwd: await folderWith({}), args: ['pixverse'], options: { port, host: '127.0.0.1' } })
  await expect(run).rejects.toMatchObject({ code: 'usage', message: `the port is in use: ${port}` })
})
