import { existsSync } from 'node:fs'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compileDocument } from '@shotlist/codegen'
import { createProviderClient } from '@shotlist/core'
import { describe, expect, onTestFinished, test } from 'vitest'
import { typeCheck } from '../../packages/codegen/test/emit/type-check.ts'
import { makeWorkspace } from '../../packages/codegen/test/emit/workspace.ts'
import { silentWav } from '../../packages/emulator/src/files/silence.ts'
import { shotlistInProcess } from '../harness/in-process.ts'
import { eventsOf, type Finished, folderOf } from '../harness/shotlist.ts'
import type { DescribedVendor } from './described-vendor.ts'
import { pictureOf } from './vendor-calls.ts'
import { type CreateVendor, type RunningVendor, serveVendor } from './vendor-server.ts'

const HERE = fileURLToPath(new URL('.', import.meta.url))
const DOCUMENTED = (await readdir(HERE)).filter((id) => existsSync(join(HERE, id, 'described.ts')))
const VIDEO = await readFile(join(HERE, '../fixtures/clip.mp4'))
const SOUND = Buffer.from(silentWav(1))
const SECRET = 'vendor-secret-4711'
const KEY = `ACCESS:${SECRET}`

const NO_FAULTS = { loseSubmission: 0, loseRead: 0, refuseSubmission: 0, refuseRead: 0 }

/** Common jobs that end with a clip, each with the fault of the network that it meets. */
const FAULTS: Readonly<Record<string, Partial<typeof NO_FAULTS>>> = {
  clip: {},
  'busy-submission': { refuseSubmission: 1 },
  'busy-read': { refuseRead: 1 },
  'lost-read': { loseRead: 1 },
}

const COMMON_JOBS = [...Object.keys(FAULTS), 'forbidden', 'lost-submission']

/** The files that describe a vendor: a document, or the vendor's own and an overlay. */
function describingFiles(id: string): { readonly spec: string; readonly overlay?: string } {
  const overlay = `${id}.overlay.yaml`
  return existsSync(join(HERE, id, overlay)) ? { spec: 'vendor.openapi.yaml', overlay } : { spec: `${id}.openapi.yaml` }
}

/** The describing files by name, with their texts. */
async function describingTexts(id: string): Promise<Readonly<Record<string, Buffer>>> {
  const names = Object.values(describingFiles(id))
  return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await readFile(join(HERE, id, name))] as const)))
}

async function describedVendor(id: string): Promise<DescribedVendor> {
  return ((await import(`./${id}/described.ts`)) as { DESCRIBED: DescribedVendor }).DESCRIBED
}

function manifestOf(id: string, { job: { uses, prompt, fields, picture }, others }: DescribedVendor): string {
  const promptOf = (name: string): string => (picture === undefined ? name : `{ file: ${name}.png }`)
  const common = COMMON_JOBS.map((name) => [name, `{ uses: ${uses}, with: { ${prompt}: ${promptOf(name)}, ${fields} } }`])
  const jobs = [...common, ...Object.entries(others)].map(([name, job]) => `  ${name}: ${job}\n`)
  return `version: 1
name: vendors
providers: { ${id}: ${JSON.stringify(describingFiles(id))} }
defaults: { provider: ${id} }
jobs:
${jobs.join('')}`
}

/** A run of one job: what it told, and its requests, such as `POST 200` and `GET lost`. */
type JobRun = Finished & { readonly events: readonly Record<string, unknown>[]; readonly requests: readonly string[] }

type Project = {
  readonly running: RunningVendor
  readonly folder: string
  shotlist(...args: string[]): Promise<Finished>
  run(...args: string[]): Promise<JobRun>
}

async function startProject(id: string): Promise<Project> {
  const { createVendor } = (await import(`./${id}/server.ts`)) as { createVendor: CreateVendor }
  const described = await describedVendor(id)
  const picture = pictureOf(...(described.job.picture ?? ([400, 400] as const)))
  const running = await serveVendor(createVendor, { key: KEY, files: { video: VIDEO, image: picture, audio: SOUND } })
  const named = described.job.picture === undefined ? [] : [...COMMON_JOBS, ...Object.keys(described.others)]
  const folder = await folderOf({
    'shotlist.yaml': manifestOf(id, described),
    'still.png': picture,
    // Each is another picture, so that no two jobs have the same request.
    ...Object.fromEntries(named.map((name) => [`${name}.png`, Buffer.concat([picture, Buffer.from(name)])])),
    ...(await describingTexts(id)),
  })
  onTestFinished(async () => {
    await running.close()
    await folder.remove()
  })
  const env = { [`${id.toUpperCase()}_API_KEY`]: KEY, [`${id.toUpperCase()}_BASE_URL`]: running.url }
  const shotlist: Project['shotlist'] = (...args) => shotlistInProcess(args, { cwd: folder.path, env })
  const run: Project['run'] = async (...args) => {
    const before = running.log.length
    const ran = await shotlist('run', '--yes', '--json', '--poll', '20ms', ...args)
    const requests = running.log.slice(before).map((line) => line.replace(/ .* /, ' '))
    return { ...ran, events: eventsOf(ran.stdout), requests }
  }
  return { running, folder: folder.path, shotlist, run }
}

function submissionsOf({ requests }: JobRun): readonly string[] {
  return requests.filter((line) => line.startsWith('POST '))
}

function eventIn({ events }: JobRun, name: string): Record<string, unknown> | undefined {
  return events.find(({ event }) => event === name)
}

/** The paths of the files of a job that is done. */
function filesIn(ran: JobRun): readonly string[] {
  const { file, others = [] } = eventIn(ran, 'job.done') as { file: string; others?: readonly { file: string }[] }
  return [file, ...others.map((other) => other.file)]
}

describe.each(DOCUMENTED)('%s, described from its page', (id) => {
  test('is described, validated, priced and rehearsed', async () => {
    const { job, prices } = await describedVendor(id)
    const { shotlist, running } = await startProject(id)
    expect((await shotlist('describe', `${id}/${job.uses}`)).stdout).toContain(`${job.prompt}  required`)
    expect(await shotlist('validate')).toMatchObject({ code: 0, stderr: '' })
    const plan = JSON.parse((await shotlist('plan', '--json')).stdout) as { jobs: readonly { id: string; credits?: number }[] }
    const planned = Object.fromEntries(plan.jobs.map(({ id: name, credits }) => [name, credits]))
    expect(planned).toEqual({ ...Object.fromEntries(COMMON_JOBS.map((name) => [name, prices['clip']])), ...prices })
    // A plan reads the balance, where the vendor reports one.
    const asked = running.log.length
    expect(running.log.filter((line) => !line.startsWith('GET '))).toEqual([])
    const rehearsed = await shotlist('rehearse', '--quiet', '--speed', '600')
    expect(rehearsed, rehearsed.stdout + rehearsed.stderr).toMatchObject({ code: 0 })
    expect(running.log.slice(asked)).toEqual([])
  })

  test('has a typed client', async () => {
    const { calls } = await describedVendor(id)
    const { root, run } = await makeWorkspace()
    for (const [name, text] of Object.entries(await describingTexts(id))) await writeFile(join(root, name), text)
    const { spec, overlay } = describingFiles(id)
    const withOverlay = overlay === undefined ? [] : ['--overlay', overlay]
    expect(await run('generate', spec, ...withOverlay, '--out', 'clients', '--import-ending', '.ts')).toMatchObject({ status: 0 })
    const program = (...lines: string[]): string =>
      [
        `import { createClient } from './clients/${id}/index.gen.ts'`,
        "const client = createClient({ apiKey: 'key' })",
        ...lines.map((call) => `void client.${call}`),
      ].join('\n')
    const { good, bad } = typeCheck(root, { good: program(...calls.good), bad: program(calls.bad) })
    expect(good).toEqual([])
    expect(bad).toEqual([expect.stringMatching(calls.error)])
  })

  test('is run: each clip is complete, and charged once', async () => {
    const { lost, others, files = {}, forbidden = 'moderation', answers } = await describedVendor(id)
    const { running, folder, shotlist, run } = await startProject(id)
    const { vendor, faults } = running
    const ends: JobRun[] = []
    const runOne = async (name: string, fault: Partial<typeof NO_FAULTS>): Promise<JobRun> => {
      Object.assign(faults, fault)
      const ran = await run('--only', name)
      expect(faults, name).toEqual(NO_FAULTS)
      ends.push(ran)
      return ran
    }
    const isComplete = async (ran: JobRun): Promise<void> => {
      expect(ran, ran.stderr).toMatchObject({ code: 0 })
      const paths = filesIn(ran)
      const made = answers === undefined ? VIDEO : SOUND
      const picture = await readFile(join(folder, 'still.png'))
      for (const path of paths) expect(await readFile(join(folder, path)), path).toEqual(path.endsWith('.png') ? picture : made)
      const job = String(eventIn(ran, 'job.done')?.['job'])
      const names = files[COMMON_JOBS.includes(job) ? 'clip' : job]
      expect(paths).toEqual(names?.map((name) => `renders/${name.replace('clip', job)}`) ?? paths.slice(0, 1))
    }

    /** Runs a job whose task the user has chosen from the list of recent ones. */
    const resolved = async ({ stderr }: JobRun): Promise<JobRun> => {
      const [, taskId = ''] = /shotlist resolve lost-submission --task-id (\S+)/.exec(stderr) ?? []
      expect(await shotlist('resolve', 'lost-submission', '--task-id', taskId)).toMatchObject({ code: 0 })
      return run('--only', 'lost-submission')
    }

    for (const name of [...Object.keys(FAULTS), ...Object.keys(others)]) await isComplete(await runOne(name, FAULTS[name] ?? {}))
    const refused = await runOne('forbidden', {})
    expect([refused.code, submissionsOf(refused).length]).toEqual([1, 1])
    expect(eventIn(refused, 'job.failed')).toMatchObject({ class: forbidden })
    const lostOne = await runOne('lost-submission', { loseSubmission: 1 })
    expect(submissionsOf(lostOne)).toHaveLength(lost === 'repeated' ? 2 : 1)
    const uncertain = eventIn(lostOne, 'job.uncertain')?.['job']
    const needsDecision = lost === 'uncertain' || lost === 'listed'
    expect([lostOne.code, uncertain]).toEqual(needsDecision ? [4, 'lost-submission'] : [0, undefined])
    if (uncertain === undefined) await isComplete(lostOne)
    if (lost === 'listed') await isComplete(await resolved(lostOne))

    const later = await run('--skip', 'forbidden')
    expect([later.code, submissionsOf(later)]).toEqual([lost === 'uncertain' ? 4 : 0, []])
    const told = ends.flatMap(({ events }) => events.filter(({ event }) => event === 'job.submitted' || event === 'job.uncertain'))
    const prompts = vendor.charges.map(({ prompt }) => prompt.replace(/\.png$/, ''))
    expect(prompts.toSorted()).toEqual(told.map(({ job }) => job).toSorted())
    expect(vendor.complaints).toEqual([])
    for (const { stdout, stderr } of ends) expect(stdout + stderr).not.toContain(SECRET)
  })
})

test('a client cancels at the address that the submission returned', async () => {
  const { running, folder } = await startProject('queueworks')
  const compiled = compileDocument({
    name: 'queueworks.openapi.yaml',
    text: await readFile(join(folder, 'queueworks.openapi.yaml'), 'utf8'),
  })
  if (!compiled.ok) throw new Error('the document has mistakes')
  const client = createProviderClient(compiled.model.table, { apiKey: KEY, baseUrl: running.url })
  const submitted = await client.submit('text-to-video', { prompt: 'a kite', duration: '5' })
  await client.cancel('request', submitted)
  expect(running.log.filter((line) => line.startsWith('PUT '))).toEqual([expect.stringMatching(/\/cancel 202$/)])
  expect(await client.read('request', submitted.taskId)).toMatchObject({
    state: 'failed',
    failure: { message: 'The request was cancelled' },
  })
  expect(running.vendor.complaints).toEqual([])
})
