import { createHash } from 'node:crypto'

/** Folder below the output folder for downloads that are not whole yet. */
export const PART_FOLDER = '.part'

/** What a name of a half download looks like, that of the facts beside it included. */
export const PART_NAME = /^[0-9a-f]{24}\.part(\.json)?$/

/** Half downloads are known by the submission and job they belong to: two jobs may share a submission. */
export const partName = ({ job, key }: { readonly job: string; readonly key: string }): string =>
  `${createHash('sha256').update(`${key}/${job}`).digest('hex').slice(0, 24)}.part`
