// Retakes the pictures of the README and the guides: `pnpm --filter shotlist-docs screenshots`, after `pnpm build`.
// Runs the real command in a real terminal, and opens the real page in Chromium.
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pageImages } from './page-images.ts'
import { recordTerminal } from './record-terminal.ts'
import { terminalSvg } from './terminal-svg.ts'

const root = join(import.meta.dirname, '../..')
const images = join(import.meta.dirname, '../images')
const shotlist = `"${process.execPath}" "${join(root, 'packages/runner/dist/cli/main.js')}"`

/** Typical mistakes. */
const MISTAKEN = `version: 1
defaults:
  provider: pixverse
  with: { model: v5, quality: 720p, duration: 6 }
jobs:
  hero:
    uses: text-to-video
    with: { prompt: a glacier at sunrise, aspect_ratio: "16:10" }
    output: ../hero.mp4
  hero-long:
    uses: extend
    with: { source_video_id: "\${{ jobs.heros.outputs.video_id }}", promt: slow zoom }
`

/** One clip is refused by the content review. */
function isHalfWay(screen: string) {
  return /\b([7-9]|10) done\b/.test(screen) && screen.includes('failed')
}

const cwd = await mkdtemp(join(tmpdir(), 'shotlist-pictures-'))
try {
  await cp(join(root, 'examples'), cwd, { recursive: true, filter: (path) => !/node_modules|renders|\.shotlist/.test(path) })
  await writeFile(join(cwd, 'mistaken.yaml'), MISTAKEN)

  await picture('plan', 'plan launch.yaml', { rows: 40 })
  await picture('validate', 'validate mistaken.yaml', { rows: 40 })
  await picture('rehearse', 'rehearse launch.yaml', {
    rows: 24,
    options: '--speed 25 --fault text-to-video:task-fails,class=moderation,nth=4',
    until: isHalfWay,
  })
  await run('rehearse launch.yaml --quiet')
  await run('report launch.yaml --rehearsal --out report')
  await pageImages(join(cwd, 'report'), {
    folder: images,
    shots: [
      { name: 'review-dark.png', theme: 'dark' },
      { name: 'review-light.png', theme: 'light' },
      { name: 'review-timeline.png', theme: 'dark', keys: ['3'] },
    ],
  })
} finally {
  await rm(cwd, { recursive: true, force: true })
}

type Picture = { readonly rows: number; readonly options?: string; readonly until?: (screen: string) => boolean }

async function picture(name: string, words: string, { options = '', ...screen }: Picture): Promise<void> {
  const terminal = await recordTerminal({ command: `${shotlist} ${words} ${options}`, cwd, env: {}, columns: 110, ...screen })
  await writeFile(join(images, `${name}.svg`), terminalSvg(terminal, `shotlist ${words}`))
}

async function run(words: string): Promise<void> {
  await recordTerminal({ command: `${shotlist} ${words}`, cwd, env: {}, columns: 110, rows: 40 })
}
