import { ArtifactStoreError } from '../../../errors/output-errors.ts'
import type { LockEntry } from '../../../store/lockfile.ts'
import { entryProblem } from '../../../store/lockfile-schema.ts'
import type { RenderRecords } from '../artifact-store.ts'
import type { S3Bucket } from './s3-bucket.ts'

/** Records in a bucket, one object per render: `<prefix>/renders/<fingerprint>.json`. */
export function s3Records(bucket: S3Bucket): RenderRecords {
  return {
    async find(fingerprint) {
      const response = await bucket.send({ method: 'GET', object: objectOf(fingerprint) })
      if (response === undefined) return undefined
      const entry = entryIn(await response.text(), fingerprint)
      if (entry === undefined)
        throw new ArtifactStoreError(bucket.name, `${objectOf(fingerprint)} is not a valid record of a render: delete it in the bucket`)
      return entry
    },
    async keep(entry) {
      await bucket.send({ method: 'PUT', object: objectOf(entry.fingerprint), body: new Blob([JSON.stringify(entry)]) })
    },
  }
}

function objectOf(fingerprint: string): string {
  return `renders/${fingerprint}.json`
}

/** The entry in a record; undefined if it is not a valid lockfile entry, or has another fingerprint. */
function entryIn(text: string, fingerprint: string): LockEntry | undefined {
  try {
    const entry = JSON.parse(text) as LockEntry
    return entryProblem(entry) === undefined && entry.fingerprint === fingerprint ? entry : undefined
  } catch {
    return undefined
  }
}
