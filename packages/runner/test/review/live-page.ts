import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { defined } from '@shotlist/codegen/defined'
import type { Report, ReportChange } from '@shotlist/review'
import { onTestFinished } from 'vitest'
import type { Verb, VerbContext, VerbOptions } from '../../src/cli/verb.ts'
import { runVerb } from '../verbs/run-verb.ts'

export type LivePage = {
  readonly url: string
  /** Ctrl-C. */
  stop(): void
  /** The verb's exit status, once it has ended. */
  readonly ended: Promise<number>
}

type Given = {
  readonly cwd: string
  readonly options?: VerbOptions
  readonly env?: Readonly<Record<string, string>>
  readonly ask?: VerbContext['ask']
}

/** Starts a verb that serves the page, and waits until it prints the address. */
export async function startPage(verb: Verb, { cwd, options = {}, env = {}, ask }: Given): Promise<LivePage> {
  const controller = new AbortController()
  const { promise: url, resolve } = Promise.withResolvers<string>()
  const onOutput = (text: string) => {
    const found = /http:\/\/127\.0\.0\.1:\d+\/[\w-]+\//.exec(text)?.[0]
    if (found !== undefined) resolve(found)
  }
  const ended = runVerb(verb, { cwd, options, env, signal: controller.signal, onOutput, ...defined({ ask }) }).then(({ status }) => status)
  onTestFinished(async () => {
    controller.abort()
    await ended.catch(() => undefined)
  })
  return {
    url: await Promise.race([url, ended.then((status) => Promise.reject(new Error(`ended with ${status}`)))]),
    stop: () => controller.abort(),
    ended,
  }
}

/** Fetches with a new connection: the server could close a kept one just when it is used again. */
export function askPage(url: string, init: RequestInit = {}): Promise<Response> {
  return fetch(url, { ...init, headers: { ...init.headers, connection: 'close' } })
}

/** Follows a page's events until its report satisfies a condition. */
export async function reportWhen(url: string, holds: (report: Report) => boolean): Promise<Report> {
  const gone = new AbortController()
  const response = await askPage(`${url}events`, { signal: gone.signal })
  let report: Report | undefined
  let text = ''
  try {
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      text += chunk
      const messages = text.split('\n\n')
      text = messages.pop() ?? ''
      for (const message of messages) report = after(report, message)
      if (report !== undefined && holds(report)) return report
    }
  } finally {
    gone.abort()
  }
  throw new Error('the events ended')
}

function after(report: Report | undefined, message: string): Report | undefined {
  const [, event, data = 'null'] = /^event: (\w+)\ndata: (.*)$/.exec(message) ?? []
  if (event === 'report') return JSON.parse(data) as Report
  if (event !== 'change' || report === undefined) return report
  const { head, clips, gone } = JSON.parse(data) as ReportChange
  const all = new Map(report.clips.map((clip) => [clip.id, clip]))
  for (const clip of clips) all.set(clip.id, clip)
  for (const id of gone) all.delete(id)
  return { ...head, clips: [...all.values()] }
}

/** Sends a pick, as the page does. */
export function pick(url: string, body: unknown): Promise<Response> {
  return askPage(`${url}picks`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
}

/** Sends a request with headers that fetch does not allow. */
export async function statusWith(url: string, headers: Readonly<Record<string, string>>): Promise<number | undefined> {
  const asked = request(url, { headers, agent: false }).end()
  const [response] = (await once(asked, 'response')) as [IncomingMessage]
  response.resume()
  return response.statusCode
}
