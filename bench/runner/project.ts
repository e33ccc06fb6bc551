import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** `alone`: all jobs are independent; `pairs`: every second job extends the one before it. */
export type Shape = 'alone' | 'pairs'

export type BenchProject = { readonly path: string; readonly manifest: string; remove(): void }

/** Creates a folder with a manifest of this many jobs, each written out, like a table exported from elsewhere. */
export function makeProject(jobs: number, shape: Shape = 'alone'): BenchProject {
  const path = mkdtempSync(join(tmpdir(), 'shotlist-bench-'))
  const manifest = join(path, 'shotlist.yaml')
  const written = Array.from({ length: jobs }, (_, index) => (shape === 'pairs' && index % 2 === 1 ? longer(index) : clip(index)))
  writeFileSync(manifest, `${HEAD}\njobs:\n${written.join('')}`)
  return { path, manifest, remove: () => rmSync(path, { recursive: true, force: true }) }
}

const HEAD = `version: 1
name: bench
providers:
  pixverse: { concurrency: 16, rate: 60000/min }
defaults:
  provider: pixverse
  with: { model: v5, quality: 360p, duration: 5 }
`

function name(index: number): string {
  return `clip-${String(index + 1).padStart(5, '0')}`
}

function clip(index: number): string {
  return `  ${name(index)}:
    uses: text-to-video
    with:
      prompt: a bottle of perfume on a glacier at sunrise, seen from above, number ${index + 1} of a long series
      aspect_ratio: "16:9"
    output: clips/${name(index)}.mp4
`
}

function longer(index: number): string {
  return `  ${name(index)}:
    uses: extend
    with:
      source_video_id: \${{ jobs.${name(index - 1)}.outputs.video_id }}
      prompt: the camera pulls back from number ${index} until the whole glacier is seen
    output: clips/${name(index)}.mp4
`
}
