import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from '../../src/cli/verbs/render/run/run.ts'
import { openArtifacts } from '../../src/files/artifacts/artifact-store.ts'
import type { RunOptions } from '../../src/run/run-options.ts'
import { stateFolder } from '../../src/store/state-folder.ts'
import type { Project, Result } from '../harness/project.ts'
import { runVerb } from './run-verb.ts'

/** A clip, its extension in another folder, and a clip made from a picture. */
export function jobs(prompt = 'a glacier'): string {
  return `
jobs:
  hero: { uses: text-to-video, with: { prompt: ${prompt} }, output: hero.mp4 }
  longer: { uses: extend, with: { source_video_id: "\${{ jobs.hero.outputs.video_id }}", prompt: further }, output: long/longer.mp4 }
  cup: { uses: image-to-video, with: { image_id: { file: pixel.png }, prompt: "https://x.example/steam.png?sig=s3cr3t" }, output: cup.mp4 }
`
}

/** Renders the clips of the manifest, with the artifact store beside the journal. */
export function render(made: Project, options: Partial<RunOptions> = {}): Promise<Result> {
  return made.run({ artifacts: openArtifacts(stateFolder(made.path).artifacts), ...options })
}

/** The same with the verb, for tests of its options and output. */
export function renderByVerb({ path, env }: Project, options = {}): ReturnType<typeof runVerb> {
  return runVerb(run, { cwd: path, env, options: { yes: true, json: true, ...options } })
}

/** Makes a project like a fresh clone: without state folder and outputs. */
export async function asCloned({ path }: Project): Promise<void> {
  await rm(join(path, '.shotlist'), { recursive: true })
  await rm(join(path, 'renders'), { recursive: true })
}
