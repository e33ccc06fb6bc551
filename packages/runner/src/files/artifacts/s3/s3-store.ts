import { openAsBlob } from 'node:fs'
import { rm } from 'node:fs/promises'
import { PartWriter } from '../../part-writer.ts'
import type { ArtifactStore } from '../artifact-store.ts'
import type { S3Bucket } from './s3-bucket.ts'

/** Artifacts in a bucket, one object per content: `<prefix>/artifacts/<sha256>`. */
export function s3Store(bucket: S3Bucket): ArtifactStore {
  const has = async (sha256: string): Promise<boolean> => (await bucket.send({ method: 'HEAD', object: objectOf(sha256) })) !== undefined
  return {
    has,
    async put(sha256, path) {
      if (await has(sha256)) return
      await bucket.send({ method: 'PUT', object: objectOf(sha256), isFile: true, body: await openAsBlob(path), sha256 })
    },
    async get(sha256, path) {
      const response = await bucket.send({ method: 'GET', object: objectOf(sha256), isFile: true })
      if (response === undefined) return false
      if ((await store(response, path)) === sha256) return true
      await rm(path, { force: true })
      return false
    },
  }
}

function objectOf(sha256: string): string {
  return `artifacts/${sha256}`
}

/** Writes a response's body to a file and flushes it. Returns its SHA-256 (hex). */
async function store(response: Response, path: string): Promise<string> {
  const file = await PartWriter.open(path, 0)
  try {
    for await (const chunk of response.body ?? []) await file.add(chunk)
    return (await file.finish()).sha256
  } finally {
    await file.close()
  }
}
