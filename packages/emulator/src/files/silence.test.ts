import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { probeMedia } from './probe.ts'
import { silentWav } from './silence.ts'

it('makes a WAV file of the given length', async () => {
  expect(await probeMedia(silentWav(2.5), 'audio/wav')).toMatchObject({ kind: 'audio', seconds: 2.5 })
})

it('reports what it cannot read as unreadable', async () => {
  expect(await probeMedia(new TextEncoder().encode('no media'), 'video/mp4')).toEqual({ kind: 'unreadable' })
  expect(await probeMedia(new TextEncoder().encode('no media'), 'image/png')).toEqual({ kind: 'unreadable' })
})

it('is not blocked by a clip with an endless table', async () => {
  const clip = await readFile(new URL('../../../../test/fixtures/clip.mp4', import.meta.url))
  expect(await probeMedia(clip, 'video/mp4')).toMatchObject({ kind: 'video' })
  clip.writeUInt32BE(0xff_ff_ff_ff, clip.indexOf('ctts') + 12)
  expect(await probeMedia(clip, 'video/mp4', 500)).toEqual({ kind: 'unreadable' })
})
