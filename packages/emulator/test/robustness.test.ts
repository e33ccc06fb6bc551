import { connect } from 'node:net'
import { expect, it } from 'vitest'
import { start } from './running.ts'

const bodies = [
  '',
  'null',
  '[]',
  '1',
  '{"prompt":',
  '\u0000',
  JSON.stringify({ prompt: null, model: {}, duration: [], quality: 1, aspect_ratio: true }),
  '{"prompt":"a","model":"v5","duration":1e400,"quality":"540p","aspect_ratio":"16:9"}',
  '{"constructor":{"prototype":1},"__proto__":{"prompt":"a"},"seed":99999999999999999999999}',
]
const TYPES = [
  'application/json',
  'multipart/form-data',
  'multipart/form-data; boundary=x',
  'application/x-www-form-urlencoded',
  'text/html',
]
const paths = [
  '/openapi/v2/video/text/generate',
  '/openapi/v2/video/result/%00',
  `/openapi/v2/video/result/${'9'.repeat(3000)}`,
  '/openapi/v2/image/upload',
  '/__emulator/files/..%2f..%2fetc%2fpasswd',
  '/__emulator/nothing',
  '//',
  '/%E0%A4%A',
]

it('responds to any request in the provider’s own shape', async () => {
  const { emulator } = await start({ document: 'pixverse' })
  const odd: string[] = []
  for (const path of paths) {
    for (const body of bodies) {
      for (const type of TYPES) {
        const response = await fetch(`${emulator.url}${path}`, { method: 'POST', headers: { 'API-KEY': 'k', 'content-type': type }, body })
        const text = await response.text()
        if (response.status >= 500 || text.includes('could not respond')) odd.push(`${path} ${type} ${body}: ${text}`)
      }
    }
  }
  expect(odd).toEqual([])
  expect(emulator.ledger().submissions).toBe(0)
})

it('survives connections that send garbage or break off', async () => {
  const { client, emulator } = await start({ document: 'pixverse' })
  const { hostname, port } = new URL(emulator.url)
  const nonsense = [
    'NONSENSE\r\n\r\n',
    'GET / HTTP/1.1\r\n\r\n',
    'POST /openapi/v2/video/text/generate HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n',
  ]
  for (const text of nonsense) {
    await new Promise<void>((resolve) => {
      const socket = connect(Number(port), hostname, () => socket.write(text))
      socket.on('data', () => socket.destroy())
      socket.on('error', () => undefined)
      socket.on('close', () => resolve())
    })
  }
  await new Promise<void>((resolve) => {
    const half =
      'POST /openapi/v2/video/text/generate HTTP/1.1\r\nHost: x\r\nAPI-KEY: k\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{'
    const socket = connect(Number(port), hostname, () => socket.write(half, () => socket.destroy()))
    socket.on('close', () => resolve())
  })
  expect(client.error(await client.send('text-to-video'))).toBeUndefined()
})

it('responds to HEAD with the time, without a key', async () => {
  const { emulator } = await start({ document: 'pixverse' })
  const response = await fetch(emulator.url, { method: 'HEAD' })
  expect(Date.parse(response.headers.get('date') ?? '')).not.toBeNaN()
  expect(emulator.ledger().mistakes).toBe(0)
})
