import type { ClientOptions } from '../src/index.ts'
import { handClock } from './hand-clock.ts'
import { type Reply, silence, stall } from './scripted-server.ts'

const LIMIT_MS = 100

/** Tells the answer whose body will stall from the others. */
const MARK = 'x-stalls'

/** A client whose time is up as soon as the server keeps it waiting, and at no other time, however slow the machine is. */
export type Impatience = {
  readonly timeoutMs: number
  /** What the client is made with. */
  readonly options: ClientOptions
  /** No answer; the client's time is up once the server has the request. */
  readonly silence: Reply
  /** Half a body; the client's time is up once it has the headers. */
  readonly stall: Reply
}

export function impatience(): Impatience {
  const clock = handClock()
  const timeIsUp = () => setImmediate(() => clock.advance(LIMIT_MS))
  return {
    timeoutMs: LIMIT_MS,
    options: {
      timeoutMs: LIMIT_MS,
      clock,
      fetch: async (url, init) => {
        const answer = await fetch(url, init)
        if (answer.headers.has(MARK)) timeIsUp()
        return answer
      },
    },
    silence: (response, request) => {
      silence(response, request)
      timeIsUp()
    },
    stall: (response, request) => {
      response.setHeader(MARK, 'yes')
      stall(response, request)
    },
  }
}
