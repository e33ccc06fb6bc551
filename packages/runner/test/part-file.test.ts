import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { PartFile } from '../src/files/part-file.ts'

function partIn(): PartFile {
  const folder = mkdtempSync(join(tmpdir(), 'shotlist-part-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return new PartFile(join(folder, 'a.part'))
}

function sha256(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}
function pieces(content: Buffer, size: number): Buffer[] {
  return Array.from({ length: Math.ceil(content.length / size) }, (_, nth) => content.subarray(nth * size, (nth + 1) * size))
}

test.each([
  ['small', 5000, true],
  ['large', 3_500_000, false],
])('a %s file is written and hashed, and kept in memory only if it is small', async (_, length, isKept) => {
  const part = partIn()
  const content = randomBytes(length)
  const file = await part.openAt(0)
  for (const piece of pieces(content, 60_000)) await file.add(piece)
  expect(file.bytes).toBe(length)
  const written = await file.finish()
  await file.close()
  expect(written).toMatchObject({ sha256: sha256(content), bytes: length })
  expect(written.content === undefined ? undefined : sha256(written.content)).toBe(isKept ? sha256(content) : undefined)
  expect(readFileSync(part.path).equals(content)).toBe(true)
})

test('a closed partial download can be continued, also by another process', async () => {
  const part = partIn()
  const content = randomBytes(9000)
  part.remember({ etag: '"a"', totalBytes: 9000 })
  const first = await part.openAt(0)
  await first.add(content.subarray(0, 4000))
  await first.close()
  const again = new PartFile(part.path)
  expect(again.resumable()).toEqual({ etag: '"a"', totalBytes: 9000, bytes: 4000 })
  const second = await again.openAt(4000)
  await second.add(content.subarray(4000))
  expect(await second.finish()).toEqual({ sha256: sha256(content), bytes: 9000 })
  await second.close()
  again.discard()
  expect(new PartFile(part.path).resumable()).toBeUndefined()
})

test('a part with invalid facts starts from the beginning', () => {
  const part = partIn()
  writeFileSync(`${part.path}.json`, 'torn')
  writeFileSync(part.path, 'half')
  expect(new PartFile(part.path).resumable()).toBeUndefined()
})
