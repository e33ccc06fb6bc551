import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from '../../src/cli/verbs/run/run.ts'
import { openArtifacts } from '../../src/files/artifacts/artifact-store.ts'
import type { RunOptions } from '../../src/run/run-options.ts'
import { stateFolder } from '../../src/store/state-folder.ts'
import type { Project, Result } from '../harness/project.ts'
import { runVerb } from './run-verb.ts'

/** A clip, one that goes on from it in a folder of its own, and one that is made of a picture. */
export function jobs(prompt = 'a glacier'): string {
  return `
jobs:
  hero: { uses: text-to-video, with: { prompt: ${prompt} }, output: hero.mp4 }
  longer: { uses: extend, with: { source_video_id: "\${{ jobs.hero.outputs.video_id }}", prompt: further }, output: long/longer.mp4 }
  cup: { uses: image-to-video, with: { image_id: { file: pixel.png }, prompt: "https://x.example/steam.png?sig=s3cr3t" }, output: cup.mp4 }
`
}

/** Renders what the manifest asks for, with the artifact store beside the journal. */
export function render(made: Project, options: Partial<RunOptions> = {}): Promise<Result> {
  return made.run({ artifacts: openArtifacts(stateFolder(made.path).artifacts), ...options })
}

/** The same by the verb itself, for what only that can do, and for what it writes. */
export function renderByVerb({ path, env }: Project, options = {}): ReturnType<typeof runVerb> {
  return runVerb(run, { cwd: path, env, options: { yes: true, json: true, ...options } })
}

/** What a fresh clone has: everything but the state folder and the outputs. */
export async function asCloned({ path }: Project): Promise<void> {
  await rm(join(path, '.shotlist'), { recursive: true })
  await rm(join(path, 'renders'), { recursive: true })
}
