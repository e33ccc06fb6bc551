import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startEmulator } from '@shotlist/emulator'
import { type Finished, folderOf, shotlist } from '../harness/shotlist.ts'
import { BATCHES } from './batch.ts'
import { tinyMedia } from './tiny-media.ts'

const CRASH = `--import=${fileURLToPath(new URL('crash-at.ts', import.meta.url))}`
const RUN = ['run', '--yes', '--json', '--poll', '50ms']

/** One clip and one that goes on from it, and all that a test does with them. */
export type Chain = {
  /** What the provider's ledger says. */
  bill(): { readonly charges: number; readonly duplicates: number }
  /** A run that dies at an instant, as `crash-at.ts` names them. */
  crash(instant: string): Promise<Finished>
  /** A run to its end, with further words on its command line. */
  run(...words: readonly string[]): Promise<Finished>
  /** Settles a job's uncertain submission: it is to be submitted again. */
  resubmit(job: string): Promise<Finished>
  verify(): Promise<Finished>
  /** Asks for another clip under the same name. */
  reword(): Promise<void>
  clip(file: string): Promise<Buffer>
  lockfile(): Promise<string>
  close(): Promise<void>
}

/** Makes one, at a provider with keys (`pixverse`) or without (`acedata`), in a folder of its own. */
export async function makeChain(name: 'pixverse' | 'acedata'): Promise<Chain> {
  const batch = BATCHES.find(({ provider }) => provider === name)
  if (batch === undefined) throw new Error(`there is no batch for ${name}`)
  const provider = await startEmulator({ document: name, taskMs: 80, media: tinyMedia })
  const source = name === 'pixverse' ? 'source_video_id' : 'video_id'
  const folder = await folderOf({
    'shotlist.yaml': `
version: 1
providers: { ${name}: { rate: 6000/min } }
defaults: { provider: ${name}, with: { model: v4.5, quality: 360p, duration: 5 } }
jobs:
  clip: { uses: text-to-video, with: { prompt: a clip, aspect_ratio: "16:9" } }
  longer: { uses: extend, with: { ${source}: "\${{ jobs.clip.outputs.video_id }}", prompt: further } }
`,
  })
  const invocation = { cwd: folder.path, env: batch.env(provider.url) }
  return {
    bill: () => {
      const { money, duplicates } = provider.ledger()
      return { charges: money.charges, duplicates }
    },
    crash: (instant) => shotlist(RUN, { ...invocation, env: { ...invocation.env, NODE_OPTIONS: CRASH, CRASH_AT: instant } }),
    run: (...words) => shotlist([...RUN, ...words], invocation),
    resubmit: (job) => shotlist(['resolve', job, '--resubmit'], invocation),
    verify: () => shotlist(['verify'], invocation),
    reword: async () => {
      const manifest = join(folder.path, 'shotlist.yaml')
      await writeFile(manifest, (await readFile(manifest, 'utf8')).replace('prompt: a clip', 'prompt: another clip'))
    },
    lockfile: () => readFile(join(folder.path, 'shotlist.lock.yaml'), 'utf8'),
    clip: (file) => readFile(join(folder.path, 'renders', file)),
    close: async () => {
      await provider.close()
      await folder.remove()
    },
  }
}
