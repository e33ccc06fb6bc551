import { createHash } from 'node:crypto'
import { PIXEL } from './tiny-media.ts'

/** A provider for storms: how to reach it, and a batch for it. */
export type Batch = {
  readonly provider: string
  /** Whether repeating a submission with its idempotency key starts nothing new. */
  readonly isKeyed: boolean
  /** Whether its jobs upload pictures. */
  readonly hasUploads: boolean
  /** The environment variables for its key and its URL. */
  env(url: string): Record<string, string>
  /**
   * The manifest and inputs of a batch with this many jobs: a quarter from pictures, the others in chains of three. `policy`: keys for all
   * jobs.
   */
  files(jobs: number, policy?: string): Record<string, string | Buffer>
}

export const BATCHES: readonly Batch[] = [
  {
    provider: 'pixverse',
    isKeyed: true,
    hasUploads: true,
    env: (url) => ({ PIXVERSE_API_KEY: 'a-key-for-the-storm', PIXVERSE_BASE_URL: url }),
    files: (jobs, policy) => ({
      ...pictures(),
      'rows.json': rows(jobs),
      'shotlist.yaml': manifest(jobs, {
        policy,
        provider: 'pixverse',
        with: 'model: v5, quality: 360p, duration: 5',
        ratio: 'aspect_ratio: "16:9"',
        picture: 'img_id: { file: "picture-${{ row.picture }}.png" }',
        longer: extension('source_video_id'),
      }),
    }),
  },
  {
    provider: 'acedata',
    isKeyed: false,
    hasUploads: false,
    env: (url) => ({ ACEDATACLOUD_API_TOKEN: 'a-key-for-the-storm', ACEDATA_BASE_URL: url }),
    files: (jobs, policy) => ({
      'rows.json': rows(jobs),
      'shotlist.yaml': manifest(jobs, {
        policy,
        provider: 'acedata',
        with: 'model: v4.5, quality: 360p, duration: 5',
        ratio: 'aspect_ratio: "16:9"',
        picture: 'image_url: "https://pictures.example/${{ row.picture }}.png"',
        longer: extension('video_id'),
      }),
    }),
  },
  {
    provider: '302ai',
    isKeyed: false,
    hasUploads: false,
    env: (url) => ({ AI302_API_KEY: 'a-key-for-the-storm', AI302_BASE_URL: url }),
    files: (jobs, policy) => ({
      'rows.json': rows(jobs),
      'shotlist.yaml': manifest(jobs, {
        policy,
        provider: '302ai',
        with: 'model: v4.5, quality: 360p, duration: 5',
        ratio: 'ratio: "16:9"',
        picture: 'image: "https://pictures.example/${{ row.picture }}.png"',
        longer: (before) => `uses: image-to-video\n    with: { image: "\${{ jobs.${before}.outputs.cover }}"`,
      }),
    }),
  },
]

type Terms = {
  readonly policy: string | undefined
  readonly provider: string
  readonly with: string
  readonly ratio: string
  readonly picture: string
  /** How a clip continues another: the operation, and the beginning of its fields. */
  longer(before: string): string
}

function extension(field: string) {
  return (before: string) => `uses: extend\n    with: { ${field}: "\${{ jobs.${before}.outputs.video_id }}"`
}

const PICTURES = 8

/** Small compared to all jobs, so that a kill with the most possible jobs in flight leaves enough for the next ones. */
export function concurrencyOf(jobs: number): number {
  return Math.max(2, Math.ceil(jobs / 15))
}

function manifest(jobs: number, terms: Terms): string {
  const numbers = Array.from({ length: Math.floor(jobs / 4) }, (_, nth) => nth + 1).join(', ')
  return `version: 1
name: storm
concurrency: ${concurrencyOf(jobs)}
providers: { ${terms.provider}: { concurrency: ${concurrencyOf(jobs)}, rate: 60000/min } }
defaults: { provider: ${terms.provider}, ${terms.policy ?? 'retries: 40'}, with: { ${terms.with} } }
jobs:
  clip:
    matrix: { n: [${numbers}] }
    uses: text-to-video
    with: { prompt: "clip \${{ matrix.n }}", ${terms.ratio} }
    output: clip/\${{ matrix.n }}.mp4
${follower('longer', { before: 'clip', terms })}
${follower('longest', { before: 'longer', terms })}
  picture:
    foreach: rows.json
    uses: image-to-video
    with: { prompt: "picture \${{ row.id }}", ${terms.picture} }
    output: picture/\${{ row.id }}.mp4
`
}

function follower(name: string, { before, terms }: { before: string; terms: Terms }): string {
  return `  ${name}:
    matrix: \${{ jobs.${before}.matrix }}
    ${terms.longer(before)}, prompt: "${name} \${{ matrix.n }}" }
    output: ${name}/\${{ matrix.n }}.mp4`
}

/** A table with a row for each picture job. Several jobs share a picture, which is uploaded once. */
function rows(jobs: number): string {
  return JSON.stringify(Array.from({ length: Math.floor(jobs / 4) }, (_, nth) => ({ id: nth + 1, picture: nth % PICTURES })))
}

/** The same picture several times, each with different bytes after its end. */
function pictures(): Record<string, Buffer> {
  return Object.fromEntries(
    Array.from({ length: PICTURES }, (_, nth) => [
      `picture-${nth}.png`,
      Buffer.concat([PIXEL, createHash('sha256').update(String(nth)).digest()]),
    ]),
  )
}
