import type { ClientOptions } from '../src/index.ts'
import { handClock } from './hand-clock.ts'
import { type Reply, silence, stall } from './scripted-server.ts'

const LIMIT_MS = 100

/** Marks the response whose body stalls. */
const MARK = 'x-stalls'

/** A client that times out as soon as the server stalls, and never because the machine is slow. */
export type Impatience = {
  readonly timeoutMs: number
  /** The client's options. */
  readonly options: ClientOptions
  /** No response; the client times out when the server has the request. */
  readonly silence: Reply
  /** Part of a body; the client times out when it has the headers. */
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
