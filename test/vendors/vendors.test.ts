import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { makeWorkspace } from '../../packages/codegen/test/emit/workspace.ts'
import { typeCheck } from '../../packages/codegen/test/emit/type-check.ts'
import { shotlistInProcess } from '../harness/in-process.ts'
import { eventsOf, type Finished, folderOf } from '../harness/shotlist.ts'
import { pictureOf } from './vendor-calls.ts'
import { type CreateVendor, type RunningVendor, serveVendor } from './vendor-server.ts'

const VIDEO = await readFile(new URL('../fixtures/clip.mp4', import.meta.url))
const PICTURE = pictureOf(400, 400)
const KEY = 'ACCESS:vendor-secret-4711'

/** What is different at each vendor. Everything about its API is in the document in its folder. */
type Described = {
  /** The operation of the jobs, and its fields beside the prompt. */
  readonly uses: string
  readonly fields: string
  /** The field of the prompt. */
  readonly prompt: string
  /** Other jobs: each works, and costs something else. */
  readonly others: Readonly<Record<string, string>>
  /** What `plan` says of the whole manifest. */
  readonly total: string
  /** What becomes of a submission whose response is lost. */
  readonly lost: 'repeated' | 'found' | 'uncertain'
  /** Calls of the typed client: right ones, and a wrong one with the error of the compiler. */
  readonly good: string
  readonly bad: string
  readonly error: RegExp
}

const VENDORS: Readonly<Record<string, Described>> = {
  nestvid: {
    uses: 'text-to-video',
    fields: 'model: nest-t2v-turbo',
    prompt: 'prompt',
    others: {
      long: '{ uses: text-to-video, with: { prompt: long, negative_prompt: blur, model: nest-t2v-plus, duration: 10, size: 960*960, prompt_extend: false, seed: 7 } }',
      still: '{ uses: image-to-video, with: { prompt: still, img_url: "https://example.com/a.png", resolution: 1080P } }',
    },
    total: '19.2 yuan',
    lost: 'uncertain',
    good: `textToVideo({ prompt: 'a', model: 'nest-t2v-plus', duration: 10 }); void client.imageToVideo({ img_url: 'https://a.example/a.png' })`,
    bad: `textToVideo({ prompt: 'a' })`,
    error: /model/,
  },
  tokenhouse: {
    uses: 'text-to-video',
    fields: 'model_name: house-v2',
    prompt: 'prompt',
    others: {
      long: '{ uses: text-to-video, with: { prompt: long, mode: pro, duration: "10", aspect_ratio: "1:1", cfg_scale: 0.5 } }',
      still: '{ uses: image-to-video, with: { prompt: still, image: { file: still.png }, image_tail: { url: "https://example.com/a.png" }, mode: pro } }',
    },
    total: '22.5 units',
    lost: 'found',
    good: `textToVideo({ prompt: 'a', duration: '10' }); void client.imageToVideo({ image: new Blob([]) })`,
    bad: `textToVideo({ prompt: 'a', duration: 10 })`,
    error: /duration|number/,
  },
  codefamily: {
    uses: 'text-to-video',
    fields: 'model: family-1-lite',
    prompt: 'prompt',
    others: {
      long: '{ uses: text-to-video, with: { prompt: long, model: family-1-pro, duration: 10, resolution: 1080p, camera_fixed: true } }',
      still: '{ uses: image-to-video, with: { prompt: still, model: family-1-pro, image: { file: still.png } } }',
    },
    total: '94 points',
    lost: 'repeated',
    good: `textToVideo({ prompt: 'a', model: 'family-1-pro' }); void client.imageToVideo({ prompt: 'a', model: 'family-1-lite', image: new Blob([]) })`,
    bad: `textToVideo({ prompt: 'a', model: 'family-1-pro', content: [] })`,
    error: /content/,
  },
  lumenreel: {
    uses: 'image-to-video',
    fields: 'model: reel-2-turbo, seconds: 4, image: { file: still.png }',
    prompt: 'prompt_text',
    others: {
      long: '{ uses: image-to-video, with: { prompt_text: long, model: reel-2, seconds: 8, seed: 7, image: { url: "https://example.com/a.png" } } }',
    },
    total: '88 credits',
    lost: 'uncertain',
    good: `imageToVideo({ prompt_text: 'a', model: 'reel-2', seconds: 4, image: new Blob([]) })`,
    bad: `imageToVideo({ prompt_text: 'a', model: 'reel-2', seconds: 5, image: new Blob([]) })`,
    error: /seconds|5/,
  },
}

/** The jobs that every vendor gets, and what the network does while each runs. */
const FAULTS = {
  clip: {},
  'busy-submission': { refuseSubmission: 1 },
  'busy-read': { refuseRead: 1 },
  'lost-read': { loseRead: 1 },
} as const

function manifestOf(id: string, { uses, fields, prompt, others }: Described): string {
  const jobs = ['forbidden', 'lost-submission', ...Object.keys(FAULTS)].map(
    (job) => `  ${job}: { uses: ${uses}, with: { ${prompt}: ${job} glacier, ${fields} } }\n`,
  )
  const more = Object.entries(others).map(([job, text]) => `  ${job}: ${text}\n`)
  const head = `version: 1\nname: vendors\nproviders: { ${id}: { spec: ${id}.openapi.yaml } }\ndefaults: { provider: ${id} }\njobs:\n`
  return head + [...jobs, ...more].join('')
}

type Project = {
  readonly running: RunningVendor
  readonly folder: string
  shotlist(...args: string[]): Promise<Finished>
}

async function startProject(id: string): Promise<Project> {
  const { createVendor } = (await import(`./${id}/server.ts`)) as { createVendor: CreateVendor }
  const running = await serveVendor(createVendor, { key: KEY, files: { video: VIDEO, image: PICTURE, audio: VIDEO } })
  const folder = await folderOf({
    'shotlist.yaml': manifestOf(id, VENDORS[id] as Described),
    'still.png': PICTURE,
    [`${id}.openapi.yaml`]: await readFile(new URL(`${id}/${id}.openapi.yaml`, import.meta.url)),
  })
  onTestFinished(async () => {
    await running.close()
    await folder.remove()
  })
  const env = { [`${id.toUpperCase()}_API_KEY`]: KEY, [`${id.toUpperCase()}_BASE_URL`]: running.url }
  return { running, folder: folder.path, shotlist: (...args) => shotlistInProcess(args, { cwd: folder.path, env }) }
}

describe.each(Object.entries(VENDORS))('%s, described from its page', (id, described) => {
  test('is described, validated, priced and rehearsed', async () => {
    const { shotlist, running } = await startProject(id)
    expect((await shotlist('describe', `${id}/${described.uses}`)).stdout).toContain(described.prompt)
    expect(await shotlist('validate')).toMatchObject({ code: 0, stderr: '' })
    expect((await shotlist('plan')).stdout).toContain(described.total)
    const rehearsed = await shotlist('rehearse', '--quiet', '--speed', '600')
    expect(rehearsed, rehearsed.stdout + rehearsed.stderr).toMatchObject({ code: 0 })
    expect(running.log).toEqual([])
  })

  test('has a typed client', async () => {
    const { root, run } = await makeWorkspace()
    const file = `${id}.openapi.yaml`
    await writeFile(join(root, file), await readFile(new URL(`${id}/${file}`, import.meta.url)))
    expect(await run('generate', file, '--out', 'clients', '--import-ending', '.ts')).toMatchObject({ status: 0 })
    const head = `import { createClient } from './clients/${id}/index.gen.ts'\nconst client = createClient({ apiKey: 'key' })\nvoid client.`
    const { good, bad } = typeCheck(root, { good: head + described.good, bad: head + described.bad })
    expect(good).toEqual([])
    expect(bad).toEqual([expect.stringMatching(described.error)])
  })

  test('is run, and each clip is charged once', async () => {
    const { running, folder, shotlist } = await startProject(id)
    const { vendor, faults, log } = running
    const run = async (job: string) => {
      const before = log.length
      const { code, stdout, stderr } = await shotlist('run', '--yes', '--json', '--poll', '20ms', '--only', job)
      const requests = log.slice(before)
      return { code, stderr, requests, events: eventsOf(stdout) }
    }
    const told: string[] = []

    for (const [job, fault] of [...Object.entries(FAULTS), ...Object.keys(described.others).map((name) => [name, {}] as const)]) {
      Object.assign(faults, fault)
      const { code, stderr, requests, events } = await run(job)
      expect([job, code], stderr + requests.join('\n')).toEqual([job, 0])
      expect(faults).toEqual({ loseSubmission: 0, loseRead: 0, refuseSubmission: 0, refuseRead: 0 })
      const done = events.find(({ event }) => event === 'job.done') as { file: string }
      expect(await readFile(join(folder, done.file))).toEqual(VIDEO)
      told.push(...events.filter(({ event }) => event === 'job.submitted').map(() => job))
    }

    console.log(JSON.stringify(vendor.charges), vendor.complaints, log)
    const forbidden = await run('forbidden')
    console.log(JSON.stringify(forbidden, null, 1))
    faults.loseSubmission = 1
    const lost = await run('lost-submission')
    console.log(JSON.stringify(lost, null, 1))
    console.log(JSON.stringify(vendor.charges), vendor.complaints, told)
    expect(vendor.complaints).toEqual([])
  })
})
