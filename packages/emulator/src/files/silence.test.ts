import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { probeMedia } from './probe.ts'
import { silentWav } from './silence.ts'

it('makes a WAV file of the length asked for', async () => {
  expect(await probeMedia(silentWav(2.5), 'audio/wav')).toMatchObject({ kind: 'audio', seconds: 2.5 })
})

it('says of what it cannot read that it cannot', async () => {
  expect(await probeMedia(new TextEncoder().encode('no media'), 'video/mp4')).toEqual({ kind: 'unreadable' })
  expect(await probeMedia(new TextEncoder().encode('no media'), 'image/png')).toEqual({ kind: 'unreadable' })
})

it('is not kept busy by a clip with a table without an end', async () => {
  const clip = await readFile(new URL('../../../../test/fixtures/clip.mp4', import.meta.url))
  expect(await probeMedia(clip, 'video/mp4')).toMatchObject({ kind: 'video' })
  clip.writeUInt32BE(0xff_ff_ff_ff, clip.indexOf('ctts') + 12)
  expect(await probeMedia(clip, 'video/mp4', 500)).toEqual({ kind: 'unreadable' })
})
