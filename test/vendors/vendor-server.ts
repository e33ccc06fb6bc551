import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A request as a vendor's server sees it. Header names are in lower case; `path` has no query. */
export type VendorRequest = {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: Buffer
}

export type VendorAnswer = {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  /** An object is sent as JSON. */
  readonly body?: Buffer | string | object
}

/** What a vendor's server is told when it starts. */
export type VendorOptions = {
  /** The origin of its API, such as `http://127.0.0.1:4001`. */
  readonly url: string
  /** Another origin, which stands for the vendor's file host or second host. `handleOther` gets its requests. */
  readonly otherUrl: string
  /** The API key that the vendor has issued. */
  readonly key: string
  /** A valid file of each kind. */
  readonly files: { readonly video: Buffer; readonly image: Buffer; readonly audio: Buffer }
}

/**
 * The server of an invented vendor, written from `api.md` beside it alone. It has no clock: a task advances with each read (the first read
 * says that it waits, the second that it runs, the third that it is done).
 */
export type Vendor = {
  handle(request: VendorRequest): VendorAnswer | Promise<VendorAnswer>
  /** Requests to `otherUrl`. */
  handleOther?(request: VendorRequest): VendorAnswer | Promise<VendorAnswer>
  /** Whether a request would start paid work. */
  isSubmission(request: VendorRequest): boolean
  /** The vendor's own answer when too many requests arrive. */
  tooManyRequests(): VendorAnswer
  /** One entry for each piece of work that the vendor charges for. `prompt` is what the customer asked for (or the text, or the file's name). */
  readonly charges: readonly { readonly prompt: string }[]
  /** Mistakes of the caller that the vendor's documentation forbids and that an answer alone does not show, such as a key sent to the file host. */
  readonly complaints: readonly string[]
}

export type CreateVendor = (options: VendorOptions) => Vendor

/** Faults that the network adds in front of the vendor, each used up once. */
type NetworkFaults = {
  /** The next submission is accepted, and its answer is lost. */
  loseSubmission: number
  /** The next requests that are no submission are answered by nothing: the connection ends. */
  loseRead: number
  /** The next submissions are refused with the vendor's own answer for too many requests, before the vendor sees them. */
  refuseSubmission: number
  /** The same for other requests. */
  refuseRead: number
}

export type RunningVendor = {
  readonly url: string
  readonly vendor: Vendor
  readonly faults: NetworkFaults
  /** Every request in order: `POST /v1/videos 200`, or `POST /v1/videos lost`. */
  readonly log: readonly string[]
  close(): Promise<void>
}

/** Serves a vendor on loopback, with a second origin for its other host. */
export async function serveVendor(create: CreateVendor, options: Pick<VendorOptions, 'key' | 'files'>): Promise<RunningVendor> {
  const faults: NetworkFaults = { loseSubmission: 0, loseRead: 0, refuseSubmission: 0, refuseRead: 0 }
  const log: string[] = []
  const running: { vendor?: Vendor } = {}
  const main = createServer((request, response) => {
    void answer(request, response, async (asked) => {
      const vendor = running.vendor as Vendor
      const paid = vendor.isSubmission(asked)
      if (takeOne(faults, paid ? 'refuseSubmission' : 'refuseRead')) return vendor.tooManyRequests()
      const given = await vendor.handle(asked)
      return takeOne(faults, paid ? 'loseSubmission' : 'loseRead') ? 'lost' : given
    })
  })
  const other = createServer((request, response) => {
    void answer(request, response, (asked) => running.vendor?.handleOther?.(asked) ?? { status: 404 })
  })

  async function answer(
    request: IncomingMessage,
    response: ServerResponse,
    handle: (asked: VendorRequest) => VendorAnswer | 'lost' | Promise<VendorAnswer | 'lost'>,
  ): Promise<void> {
    const asked = await readRequest(request)
    const given = await handle(asked)
    log.push(`${asked.method} ${asked.path} ${given === 'lost' ? 'lost' : given.status}`)
    if (given === 'lost') {
      request.socket.destroy()
      return
    }
    const { body } = given
    const isJson = body !== undefined && typeof body === 'object' && !Buffer.isBuffer(body)
    if (isJson) response.setHeader('content-type', 'application/json')
    response.writeHead(given.status, given.headers)
    response.end(isJson ? JSON.stringify(body) : body)
  }

  const url = await listen(main)
  const otherUrl = await listen(other)
  running.vendor = create({ ...options, url, otherUrl })
  return {
    url,
    vendor: running.vendor,
    faults,
    log,
    close: async () => {
      for (const server of [main, other]) {
        server.closeAllConnections()
        server.close()
        await once(server, 'close')
      }
    },
  }
}

function takeOne(faults: NetworkFaults, name: keyof NetworkFaults): boolean {
  if (faults[name] === 0) return false
  faults[name] -= 1
  return true
}

async function listen(server: ReturnType<typeof createServer>): Promise<string> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function readRequest(request: IncomingMessage): Promise<VendorRequest> {
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(piece as Buffer)
  const [path = '/', query = ''] = (request.url ?? '/').split('?')
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
  )
  return { method: request.method ?? 'GET', path, query: new URLSearchParams(query), headers, body: Buffer.concat(pieces) }
}
