import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text as textOf } from 'node:stream/consumers'
import type { Fault } from '@shotlist/emulator'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PIXEL } from './chaos/tiny-media.ts'
import { startProvider } from './harness/emulator.ts'
import { type InProcessInvocation, shotlistInProcess } from './harness/in-process.ts'
import { type HttpServer, serveHttp } from './harness/serve-http.ts'
import { folderOf, shotlist, start } from './harness/shotlist.ts'
import { eventText, untilWritten } from './harness/until-written.ts'

/** Recognisable secrets, with characters that are escaped in URLs, JSON and shells. */
const SECRETS = {
  PIXVERSE_API_KEY: 'sk-canary/pixverse+0451"quoted\\=',
  ACEDATACLOUD_API_TOKEN: 'canary-acedata-0451-token',
  AI302_API_KEY: 'sk-canary302ai0451',
  AWS_ACCESS_KEY_ID: 'CANARYACCESSKEYID0451',
  AWS_SECRET_ACCESS_KEY: 'canary/aws/secret+0451',
  UNLISTED: 'canary-unlisted-0451',
}

/** A secret as plain text, and as encoded in URLs, JSON, base64 (at each of three offsets) and hex. */
function formsOf(secret: string): string[] {
  const base64 = [0, 1, 2].map((offset) => {
    const text = Buffer.from(`${'x'.repeat(offset)}${secret}`)
      .toString('base64')
      .replaceAll('=', '')
    // The first and last characters depend on the neighbouring bytes.
    return text.slice(offset === 0 ? 0 : 4, -2)
  })
  const percent = Array.from(Buffer.from(secret), (byte) => `%${byte.toString(16).toUpperCase()}`).join('')
  const plain = [secret, secret.toUpperCase(), encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)]
  return [...plain, percent, Buffer.from(secret).toString('hex'), ...base64]
}

const FORMS = Object.entries(SECRETS).flatMap(([name, secret]) => formsOf(secret).map((form) => ({ name, form: Buffer.from(form) })))

/** The places in which a secret appears. */
function tracesIn(bytes: Buffer, where: string): string[] {
  return FORMS.flatMap(({ name, form }) => {
    const at = bytes.indexOf(form)
    return at < 0 ? [] : [`${name} in ${where}: ...${bytes.subarray(Math.max(0, at - 60), at).toString('latin1')}`]
  })
}

const MANIFEST = `
version: 1
env: [CAMPAIGN]
providers: { pixverse: { rate: 6000/min }, acedata: { rate: 6000/min } }
defaults: { retries: 1, with: { model: v4.5, quality: 360p, duration: 5 } }
jobs:
  hero: { uses: pixverse/text-to-video, takes: 2, with: { prompt: "a hero of \${{ env.CAMPAIGN }}", aspect_ratio: "16:9" } }
  longer: { uses: pixverse/extend, with: { source_video_id: "\${{ jobs.hero.outputs.video_id }}", prompt: further } }
  picture: { uses: pixverse/image-to-video, with: { img_id: { file: picture.png }, prompt: it moves } }
  forest: { uses: acedata/text-to-video, with: { prompt: a forest, aspect_ratio: "16:9" } }
`

const FILES = { 'shotlist.yaml': MANIFEST, 'picture.png': PIXEL }

/** A server that returns what it received, as debugging pages do: in its responses' headers, body and URLs. */
function echo(status: number): Promise<HttpServer> {
  return serveHttp((incoming, outgoing) => {
    const sent = JSON.stringify({ url: incoming.url, headers: incoming.headers })
    outgoing.writeHead(status, { 'content-type': 'application/json' })
    outgoing.end(JSON.stringify({ ErrCode: 400017, ErrMsg: `bad request: ${sent}`, error: { code: 'bad_request', message: sent } }))
  })
}

function clipOf(prompt: string) {
  return `{ uses: pixverse/text-to-video, with: { prompt: ${prompt}, aspect_ratio: "16:9" } }`
}

describe('keys appear nowhere', async () => {
  const pixverse = await startProvider('pixverse')
  const acedata = await startProvider('acedata')
  const folder = await folderOf(FILES)
  const env = { ...SECRETS, CAMPAIGN: 'aurora', PIXVERSE_BASE_URL: pixverse.url, ACEDATA_BASE_URL: acedata.url }
  const invocation = { cwd: folder.path, env }
  const used = new Set<string>()
  const traces: string[] = []

  const note = (args: readonly string[], { stdout, stderr }: { stdout: string; stderr: string }) => {
    used.add(args[0] ?? '')
    traces.push(
      ...tracesIn(Buffer.from(stdout), `stdout of ${args.join(' ')}`),
      ...tracesIn(Buffer.from(stderr), `stderr of ${args.join(' ')}`),
    )
  }
  const run = async (args: readonly string[], more: Partial<InProcessInvocation> = {}) => {
    const finished = await shotlistInProcess(args, { ...invocation, ...more, env: { ...env, ...more.env } })
    note(args, finished)
    return finished
  }
  /** Runs until it has written a text that many times, then interrupts it like Ctrl-C; or to its end if that comes first. */
  const runUntil = (text: string, times: number, args: readonly string[], more: Partial<InProcessInvocation> = {}) => {
    const { onOutput, written } = untilWritten(text, times)
    const stop = new AbortController()
    void written.then(() => stop.abort())
    return run(args, { ...more, signal: stop.signal, onOutput: onOutput })
  }
  const search = async () => {
    const entries = await readdir(folder.path, { recursive: true, withFileTypes: true })
    for (const entry of entries.filter((each) => each.isFile())) {
      const path = join(entry.parentPath, entry.name)
      traces.push(...tracesIn(await readFile(path), path.slice(folder.path.length)), ...tracesIn(Buffer.from(path), 'a file name'))
    }
    return traces.splice(0)
  }

  beforeAll(() => mkdir(join(folder.path, 'elsewhere')))
  afterAll(async () => {
    await pixverse.close()
    await acedata.close()
    await folder.remove()
  })

  test('control: the search finds them', async () => {
    const path = join(folder.path, 'elsewhere/control.bin')
    for (const form of formsOf(SECRETS.PIXVERSE_API_KEY)) {
      await writeFile(path, Buffer.concat([Buffer.alloc(40), Buffer.from(form), Buffer.alloc(40)]))
      expect(await search()).not.toEqual([])
    }
    await writeFile(path, Buffer.from(`{"key":"${Buffer.from(`ab:${SECRETS.AWS_SECRET_ACCESS_KEY}`).toString('base64')}"}`))
    expect(await search()).toHaveLength(1)
    await rm(path)
  })

  test('before anything is sent', async () => {
    for (const args of [
      ['validate'],
      ['plan'],
      ['plan', '--json'],
      ['providers'],
      ['providers', '--json'],
      ['describe', 'pixverse/extend'],
      ['schema'],
    ]) {
      await run(args)
    }
    expect(await search()).toEqual([])
  })

  const failures: Readonly<Record<string, readonly Fault[]>> = {
    'the key is refused': [{ on: 'submit', kind: 'error', class: 'auth', message: `no such key: ${SECRETS.PIXVERSE_API_KEY}`, times: 2 }],
    'the account is empty': [
      { on: 'submit', kind: 'error', class: 'quota', message: `nothing left for ${SECRETS.PIXVERSE_API_KEY}`, times: 1 },
    ],
    'responses are lost': [{ on: 'submit', kind: 'drop-after', times: 2 }],
    'responses are HTML pages': [{ on: 'any', kind: 'html', times: 3 }],
    'downloads fail': [{ on: 'download', kind: 'wrong-content', times: 20 }],
    'renders fail': [{ on: 'submit', kind: 'task-fails', message: `not with ${SECRETS.PIXVERSE_API_KEY}`, times: 1 }],
  }
  test('as the built command writes it', async () => {
    pixverse.setFaults(failures['the key is refused'] ?? [])
    const args = ['run', '--yes', '--poll', '50ms', '--skip', 'forest']
    note(args, await shotlist(args, invocation))
    expect(await search()).toEqual([])
  })

  test.each(Object.entries(failures))('when %s', async (_, faults) => {
    pixverse.setFaults([...faults])
    await run(['run', '--yes', '--poll', '50ms', '--junit', 'junit.xml', '--skip', 'forest'])
    await run(['run', '--yes', '--poll', '50ms', '--json', '--skip', 'forest', '--force', 'picture'])
    await run(['status'])
    await run(['status', '--json'])
    pixverse.setFaults([])
    expect(await search()).toEqual([])
  })

  test('when the provider returns what it received', async () => {
    for (const status of [200, 400, 401, 429, 500]) {
      const server = await echo(status)
      const places = { PIXVERSE_BASE_URL: server.url, ACEDATA_BASE_URL: server.url, AI302_BASE_URL: server.url }
      await Promise.all([
        runUntil(eventText('job.retry'), 2, ['run', '--yes', '--json', '--force', 'hero', '--only', 'hero,forest'], { env: places }),
        run(['call', 'pixverse/balance', '--json'], { env: places }),
        run(['call', '302ai/text-to-video', '--prompt', 'x', '--model', 'v5', '--json'], { env: places }),
      ])
      await server.close()
    }
    expect(await search()).toEqual([])
  })

  const { PIXVERSE_API_KEY: key } = SECRETS
  const wholeForms = [...formsOf(key).slice(0, 6), Buffer.from(`Bearer ${key}`).toString('base64'), Buffer.from(key).toString('base64url')]
  test.each(wholeForms)('when a successful response contains it as %s', async (form) => {
    const cwd = await mkdtemp(join(folder.path, 'elsewhere/responses-'))
    const defaults = 'defaults: { with: { model: v4.5, quality: 360p, duration: 5 } }'
    await writeFile(
      join(cwd, 'shotlist.yaml'),
      `version: 1\n${defaults}\njobs:\n  a: ${clipOf('address')}\n${form === key ? `  b: ${clipOf('id')}\n` : ''}`,
    )
    let reads = 0
    const server: HttpServer = await serveHttp(async (incoming, outgoing) => {
      const isAddress = incoming.method === 'POST' && (await textOf(incoming)).includes('address')
      const url = `${server.url}/${form}.mp4?k=${form}`
      const states = [{ status: form }, { status: 1, url, prompt: form }]
      const Resp =
        incoming.method === 'POST' ? { video_id: isAddress ? 11 : `v-${form}`, credits: 1 } : { id: 11, ...states[Math.min(reads++, 1)] }
      outgoing.writeHead(200, { 'content-type': 'application/json', 'x-echo': form })
      outgoing.end(JSON.stringify({ ErrCode: 0, ErrMsg: form, Resp }))
    })
    const place = { cwd, env: { PIXVERSE_BASE_URL: server.url } }
    const finished = await run(['run', '--yes', '--poll', '50ms', '--json', '--junit', 'junit.xml'], place)
    expect(finished.stdout).toMatch(/"event":"job.failed","[^\n]*"job":"a"[^\n]*address that PixVerse[^"]* gives repeats a key/)
    expect(/"job":"b"[^\n]*the task's id contains a key/.test(finished.stdout)).toBe(form === key)
    for (const verb of ['status', 'report', 'resolve']) await run([verb], place)
    await server.close()
    expect(await search()).toEqual([])
  })

  test('when the address of the provider is wrong, or contains a secret', async () => {
    const secret = encodeURIComponent(SECRETS.AWS_SECRET_ACCESS_KEY)
    const addresses = [`http://user:${secret}@127.0.0.1:9`, `http://127.0.0.1:9/?key=${secret}`, 'http://127.0.0.1:9', 'nowhere']
    await Promise.all(
      addresses.map(async (address, nth) => {
        const cwd = join(folder.path, `elsewhere/address-${nth}`)
        await mkdir(cwd)
        await Promise.all(Object.entries(FILES).map(([name, content]) => writeFile(join(cwd, name), content)))
        const place = { env: { PIXVERSE_BASE_URL: address }, cwd }
        await Promise.all([run(['call', 'pixverse/balance'], place), run(['run', '--yes', '--json', '--only', 'picture'], place)])
      }),
    )
    expect(await search()).toEqual([])
  })

  test('when the run is killed, and the journal is damaged', async () => {
    const { onOutput, written } = untilWritten(eventText('job.submitted'))
    const running = start(['run', '--yes', '--json', '--poll', '50ms', '--force', 'hero'], invocation)
    running.child.stdout?.on('data', onOutput)
    await Promise.race([written, running.finished])
    running.child.kill('SIGKILL')
    const killed = await running.finished
    expect(killed.signal).toBe('SIGKILL')
    note(['run'], killed)
    await run(['run', '--yes', '--poll', '50ms'])
    await writeFile(join(folder.path, '.shotlist/journal.db'), 'this is not a database')
    await run(['status'])
    await run(['run', '--yes', '--poll', '50ms'])
    expect(await search()).toEqual([])
  })

  test('for every other command', async () => {
    acedata.setFaults([{ on: 'submit', kind: 'drop-after', times: 1 }])
    await run(['run', '--yes', '--poll', '50ms', '--json', '--force', 'forest'])
    acedata.setFaults([])
    for (const args of [
      ['resolve', 'forest', '--resubmit'],
      ['pick', 'hero#2'],
      ['pick', '--json'],
      ['run', '--yes', '--poll', '50ms', '--json'],
      ['verify', '--json'],
      ['report', '--out', 'review', '--json'],
      ['pull', '--json'],
      ['gc', '--json'],
      ['init', 'elsewhere/shotlist.yaml', '--yes'],
      ['completion', 'bash'],
      ['call', 'pixverse/balance', '--json'],
      ['call', 'pixverse/text-to-video', '--prompt', 'x', '--dry-run'],
      ['rehearse', '--yes', '--json', '--speed', '2000', '--only', 'forest'],
      ['no-such-verb'],
    ]) {
      await run(args)
    }
    for (const args of [
      ['emulate', 'pixverse', '--json'],
      ['ui', '--json'],
    ]) {
      await runUntil('http://', 1, args)
    }
    const help = (await run(['--help'])).stdout
    const verbs = [...help.slice(help.indexOf('Commands:')).matchAll(/^ {2}([a-z]+)/gm)].map(([, verb]) => verb ?? '')
    expect(verbs.filter((verb) => verb !== 'help' && !used.has(verb))).toEqual([])
    expect(await search()).toEqual([])
  })

  test('even if a manifest reads a key on purpose', async () => {
    const manifest = `version: 1\nenv: [PIXVERSE_API_KEY]\njobs:\n  leak: { uses: pixverse/text-to-video, with: { model: v5, duration: 5, quality: 360p, aspect_ratio: "16:9", prompt: "\${{ env.PIXVERSE_API_KEY }}" } }\n`
    await writeFile(join(folder.path, 'leak.yaml'), manifest)
    const { code, stderr } = await run(['run', 'leak.yaml', '--yes', '--poll', '50ms'])
    expect({ code, says: stderr.includes('PIXVERSE_API_KEY') }).toEqual({ code: 2, says: true })
    expect(await search()).toEqual([])
  })
})
