import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { DocumentError, ScenarioError, startEmulator } from '../src/index.ts'
import { start } from './running.ts'

const parrot = new URL('./documents/parrot.openapi.yaml', import.meta.url).pathname

describe('over HTTP', () => {
  it('returns the ledger and resets it', async () => {
    const { client, emulator } = await start({ document: parrot })
    await client.send('text-to-video')
    const ledger = await (await fetch(`${emulator.url}/__emulator/ledger`)).json()
    expect(ledger).toMatchObject({ provider: 'parrot', submissions: 1, operations: { 'text-to-video': { accepted: 1 } } })
    await fetch(`${emulator.url}/__emulator/reset`, { method: 'POST' })
    expect(emulator.ledger()).toMatchObject({ submissions: 0, tasks: { started: 0 } })
  })

  it('accepts faults, and reports every mistake in them', async () => {
    const { client, emulator } = await start({ document: parrot })
    const put = (faults: unknown): Promise<Response> =>
      fetch(`${emulator.url}/__emulator/faults`, { method: 'PUT', body: JSON.stringify({ faults }) })
    expect((await put([{ on: 'submit', kind: 'error', class: 'server' }])).status).toBe(200)
    expect(client.error(await client.send('text-to-video'))).toBeDefined()
    const bad = await put([
      { on: 'nowhere', kind: 'latency', sm: 5 },
      { on: 'any', kind: 'explode' },
    ])
    expect(bad.status).toBe(400)
    const { mistakes } = (await bad.json()) as { mistakes: string[] }
    expect(mistakes.map((mistake) => mistake.split(':')[0])).toEqual(['faults[0].ms', 'faults[0].sm', 'faults[0].on', 'faults[1].kind'])
    expect(await (await fetch(`${emulator.url}/__emulator/faults`)).json()).toMatchObject({ faults: [{ kind: 'error' }] })
  })

  it('allows requests from pages of other origins', async () => {
    const { emulator } = await start({ document: parrot })
    const preflight = await fetch(`${emulator.url}/api/squawk`, { method: 'OPTIONS' })
    expect([preflight.status, preflight.headers.get('access-control-allow-origin')]).toEqual([204, '*'])
  })
})

describe('starting', () => {
  it('rejects invalid options', async () => {
    await expect(startEmulator({ document: parrot, speed: 0, inFlight: 0 })).rejects.toThrow(ScenarioError)
    await expect(startEmulator({ document: parrot, faults: [{ on: 'any', kind: 'latency' } as never] })).rejects.toThrow('faults[0].ms')
  })

  it('rejects a missing document', async () => {
    await expect(startEmulator({ document: 'nobody' })).rejects.toThrow(DocumentError)
  })

  it('applies an overlay to the document', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'shotlist-overlay-'))
    onTestFinished(() => rm(folder, { recursive: true, force: true }))
    const overlay = join(folder, 'o.yaml')
    const head = 'overlay: 1.1.0\ninfo: { title: a, version: "1" }\nactions:\n'
    await writeFile(overlay, `${head}- { target: $.x-provider, update: { title: Grey Parrot } }\n`)
    const emulator = await startEmulator({ document: parrot, overlay })
    await emulator.close()
    expect(emulator.model.table.title).toBe('Grey Parrot')
    await expect(startEmulator({ document: emulator.model, overlay })).rejects.toThrow('give the path of the document')
    await writeFile(overlay, `${head}- { target: $.x-provider, update: { dialect: 9 } }\n`)
    await expect(startEmulator({ document: parrot, overlay })).rejects.toThrow(`${overlay}:4:`)
  })

  it('ends all requests when it closes', async () => {
    const emulator = await startEmulator({ document: parrot, faults: [{ on: 'any', kind: 'latency', ms: 3_600_000 }] })
    const waiting = fetch(`${emulator.url}/api/squawk?k=a`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"verb":"new","words":"x"}',
    })
    const settled = waiting.then(
      () => 'answered',
      () => 'ended',
    )
    await expect.poll(() => emulator.ledger().faults).toEqual({ latency: 1 })
    await emulator.close()
    expect(await settled).toBe('ended')
  })
})
