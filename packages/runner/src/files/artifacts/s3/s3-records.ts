import { ArtifactStoreError } from '../../../errors/output-errors.ts'
import type { LockEntry } from '../../../store/lockfile.ts'
import { entryProblem } from '../../../store/lockfile-schema.ts'
import type { RenderRecords } from '../artifact-store.ts'
import type { S3Bucket } from './s3-bucket.ts'

/** Records in a bucket, one object a render: `<prefix>/renders/<fingerprint>.json`. */
export function s3Records(bucket: S3Bucket): RenderRecords {
  return {
    async find(fingerprint) {
      const answer = await bucket.send({ method: 'GET', object: objectOf(fingerprint) })
      if (answer === undefined) return undefined
      const entry = entryIn(await answer.text(), fingerprint)
      if (entry === undefined)
        throw new ArtifactStoreError(bucket.name, `${objectOf(fingerprint)} is no record of a render: remove it there`)
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

/** Undefined for what is not what a lockfile could say, or is said of another render: it is not believed, and neither is it nothing. */
function entryIn(text: string, fingerprint: string): LockEntry | undefined {
  try {
    const entry = JSON.parse(text) as LockEntry
    return entryProblem(entry) === undefined && entry.fingerprint === fingerprint ? entry : undefined
  } catch {
    return undefined
  }
}
