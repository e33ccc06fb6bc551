import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Section } from '../measure/section.ts'
import { measureProcess } from './measure-process.ts'
import { command } from './places.ts'
import { runProcess } from './run-process.ts'

const manifest = `version: 1
name: rehearsal
defaults:
  provider: pixverse
  with: { model: v5, quality: 720p, duration: 5, aspect_ratio: "16:9" }
jobs:
  clip:
    matrix: { n: [${Array.from({ length: 200 }, (_, index) => index + 1).join(', ')}] }
    uses: text-to-video
    with: { prompt: "a bottle on a glacier at sunrise, number \${{ matrix.n }}" }
    output: clip-\${{ matrix.n }}.mp4
`

export const section: Section = {
  title: 'Rehearsal of 200 jobs of 5 s at 720p (whole process with its emulator, once)',
  measure: async () => {
    const path = mkdtempSync(join(tmpdir(), 'shotlist-bench-'))
    writeFileSync(join(path, 'shotlist.yaml'), manifest)
    const run = () => runProcess(process.execPath, [command, 'rehearse', '--quiet'], { cwd: path })
    const row = { what: 'shotlist rehearse', ...(await measureProcess(run, { times: 1 })) }
    rmSync(path, { recursive: true })
    return [row]
  },
}
