import { expect, test } from 'vitest'
import { status } from '../src/cli/verbs/render/status/status.ts'
import { project } from './harness/project.ts'
import { runVerb } from './verbs/run-verb.ts'

test('two manifests in one folder with a job of the same name: each reports its own submissions and their cost', async () => {
  const made = await project({
    manifest: 'jobs:\n  hero: { uses: text-to-video, with: { prompt: a glacier, seed: 7 }, output: hero.mp4 }\n',
  })
  const text = (await made.read('shotlist.yaml')).toString()
  await made.write('other.yaml', text.replace('a glacier', 'a comet').replace('hero.mp4', 'other.mp4'))
  for (const manifest of ['shotlist.yaml', 'other.yaml']) await made.run({}, manifest)
  for (const manifest of ['shotlist.yaml', 'other.yaml']) {
    const shown = await runVerb(status, { args: [manifest], cwd: made.path, env: made.env })
    expect(shown.stdout).toContain('spent 10 credits')
    const told = await runVerb(status, { args: [manifest], options: { json: true }, cwd: made.path, env: made.env })
    expect((JSON.parse(told.stdout) as { jobs: { attempts: unknown[] }[] }).jobs.map(({ attempts }) => attempts.length)).toEqual([1])
  }
})
