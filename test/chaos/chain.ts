import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Fault } from '@shotlist/emulator'
import { startProvider } from '../harness/emulator.ts'
import { shotlistInProcess } from '../harness/in-process.ts'
import { type Finished, folderOf, shotlist } from '../harness/shotlist.ts'
import { BATCHES } from './batch.ts'
import { RUN } from './kill.ts'
import { crashEnvironment } from './preload.ts'

/** The first download is sent in several pieces, so that a process can be killed in the middle of it. */
const IN_PIECES: Fault = { on: 'download', kind: 'slow-download', nth: 1, bytesPerSecond: 20_000 }

/** A batch of one clip and its extension, and everything that a test does with it. */
export type Chain = {
  /** The provider's ledger. */
  payments(): { readonly charges: number; readonly duplicates: number }
  /** Starts a run that is killed at an instant of `crash-at.ts`. */
  crash(instant: string): Promise<Finished>
  /** Runs to the end, with extra arguments on the command line. */
  run(...words: readonly string[]): Promise<Finished>
  /** Settles a job's uncertain submission: it will be submitted again. */
  resubmit(job: string): Promise<Finished>
  verify(): Promise<Finished>
  /** Changes the prompt, so that another clip is rendered under the same name. */
  changePrompt(): Promise<void>
  clip(file: string): Promise<Buffer>
  lockfile(): Promise<string>
  close(): Promise<void>
}

/** Creates a chain at a provider with keys (`pixverse`) or without (`acedata`), in its own folder. */
export async function makeChain(name: 'pixverse' | 'acedata'): Promise<Chain> {
  const batch = BATCHES.find(({ provider }) => provider === name)
  if (batch === undefined) throw new Error(`there is no batch for ${name}`)
  const provider = await startProvider(name, { taskMs: 20, faults: [IN_PIECES] })
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
    payments: () => {
      const { money, duplicates } = provider.ledger()
      return { charges: money.charges, duplicates }
    },
    crash: (instant) => shotlist(RUN, { ...invocation, env: { ...invocation.env, ...crashEnvironment(instant) } }),
    run: (...words) => shotlistInProcess([...RUN, ...words], invocation),
    resubmit: (job) => shotlistInProcess(['resolve', job, '--resubmit'], invocation),
    verify: () => shotlistInProcess(['verify'], invocation),
    changePrompt: async () => {
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
