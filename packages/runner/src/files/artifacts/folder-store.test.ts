import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { layeredStore } from './artifact-store.ts'
import { folderStore, listArtifacts } from './folder-store.ts'

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'shotlist-store-'))
  onTestFinished(() => rm(path, { recursive: true, force: true }))
  await writeFile(join(path, 'clip.mp4'), CONTENT)
  return path
}

const CONTENT = 'a clip'
const sha256 = createHash('sha256').update(CONTENT).digest('hex')

test('the same content is kept once, also if many put it at the same time', async () => {
  const path = await folder()
  const store = folderStore(join(path, 'artifacts'))
  await Promise.all(Array.from({ length: 20 }, () => store.put(sha256, join(path, 'clip.mp4'))))
  expect(await readdir(join(path, 'artifacts'))).toEqual([sha256])
  const copies = await Promise.all(Array.from({ length: 20 }, (_, nth) => store.get(sha256, join(path, `copy-${nth}.mp4`))))
  expect(copies.every(Boolean)).toBe(true)
  expect(await listArtifacts(join(path, 'artifacts'))).toMatchObject([{ sha256, bytes: CONTENT.length }])
})

test('missing content, and content that does not match its name, is not returned', async () => {
  const path = await folder()
  const store = folderStore(join(path, 'artifacts'))
  expect(await store.get(sha256, join(path, 'copy.mp4'))).toBe(false)
  await store.put('0'.repeat(64), join(path, 'clip.mp4'))
  expect(await store.get('0'.repeat(64), join(path, 'copy.mp4'))).toBe(false)
  expect(await readdir(path)).not.toContain('copy.mp4')
  expect(await store.has('0'.repeat(64))).toBe(false)
})

test('a file that exists and cannot be read is an error, not absent', async () => {
  const path = await folder()
  const store = folderStore(path)
  await symlink('nowhere', join(path, sha256))
  await expect(store.has(sha256)).rejects.toThrow('leads nowhere')
  await expect(store.get(sha256, join(path, 'copy.mp4'))).rejects.toThrow('leads nowhere')
})

test('content from the far store is kept in the near one', async () => {
  const path = await folder()
  const near = folderStore(join(path, 'near'))
  const far = folderStore(join(path, 'far'))
  await far.put(sha256, join(path, 'clip.mp4'))
  expect(await layeredStore(near, far).get(sha256, join(path, 'copy.mp4'))).toBe(true)
  expect(String(await readFile(join(path, 'copy.mp4')))).toBe(CONTENT)
  expect(await near.has(sha256)).toBe(true)
})
