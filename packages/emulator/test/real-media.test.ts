import { ALL_FORMATS, BufferSource, Input } from 'mediabunny'
import { expect, it } from 'vitest'
import { startEmulator } from '../src/index.ts'
import { PlainClient } from './plain-client.ts'

type Facts = { readonly width: number | undefined; readonly height: number | undefined; readonly seconds: number }

async function factsOf(url: string): Promise<Facts> {
  const input = new Input({ source: new BufferSource(await (await fetch(url)).arrayBuffer()), formats: ALL_FORMATS })
  const track = await input.getPrimaryVideoTrack()
  return { width: track?.displayWidth, height: track?.displayHeight, seconds: await input.computeDuration() }
}

it('delivers clips of the requested size and length, and extensions that are longer than their sources', async () => {
  const emulator = await startEmulator({ document: 'pixverse', taskMs: 20 })
  try {
    const client = new PlainClient(emulator.model, emulator.url)
    const render = async (name: string, fields: Record<string, unknown>): Promise<{ id: string; facts: Facts }> => {
      const response = await client.send(name, fields)
      expect(client.error(response)).toBeUndefined()
      const id = String(client.find(response, client.rules('video').id))
      const last = await client.readToEnd('video', id)
      return { id, facts: await factsOf(String(client.find(last, client.rules('video').outputs['video_url']?.from ?? []))) }
    }
    const source = await render('text-to-video', { quality: '360p', aspect_ratio: '9:16', duration: 5 })
    expect(source.facts).toMatchObject({ width: 360, height: 640 })
    expect(source.facts.seconds).toBeCloseTo(5, 1)
    const extended = await render('extend', { source_video_id: BigInt(source.id), duration: 5 })
    expect(extended.facts).toMatchObject({ width: 360, height: 640 })
    expect(extended.facts.seconds).toBeCloseTo(10, 1)
  } finally {
    await emulator.close()
  }
})
