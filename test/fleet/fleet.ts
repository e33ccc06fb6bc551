import { type AddressInfo, connect as connectTo, createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { folderOf, type Running, start } from '../harness/shotlist.ts'
import { until } from './until.ts'

/** A worker of a fleet: a real process, with its own way to the database. */
export class TestWorker {
  readonly #way: Way
  readonly #env: Readonly<Record<string, string>>
  readonly #folder: string
  #running: Running

  private constructor(parts: { readonly way: Way; readonly env: Readonly<Record<string, string>>; readonly folder: string }) {
    this.#way = parts.way
    this.#env = parts.env
    this.#folder = parts.folder
    this.#running = this.#start()
  }

  /** @param env with the keys of providers, and the store */
  static async start(url: string, env: Readonly<Record<string, string>>): Promise<TestWorker> {
    const [way, folder] = await Promise.all([Way.to(url), folderOf({})])
    return new TestWorker({ way, env: { ...env, SHOTLIST_FLEET_URL: way.url }, folder: folder.path })
  }

  #start(): Running {
    return start(['worker', '--poll', '100ms'], { cwd: this.#folder, env: this.#env })
  }

  /** Everything that it has printed. */
  get output(): string {
    return this.#running.output()
  }

  get pid(): number | undefined {
    return this.#running.child.pid
  }

  /** Resolves when it takes work. */
  async isReady(): Promise<void> {
    await until(() => / is ready for /.test(this.output) || this.#running.child.exitCode !== null)
    if (this.#running.child.exitCode !== null) throw new Error(`the worker does not start: ${this.output}`)
  }

  /** Kills it, and starts another one in its place. */
  async killed(): Promise<void> {
    this.#running.child.kill('SIGKILL')
    await this.#running.finished
    this.#running = this.#start()
  }

  /** Stops its process, and lets it go on when `meanwhile` is done. */
  async stopped(meanwhile: () => Promise<void>): Promise<void> {
    this.#running.child.kill('SIGSTOP')
    await meanwhile()
    this.#running.child.kill('SIGCONT')
  }

  /** Cuts it off from the database, until `meanwhile` is done. Its connections stay open, and nothing passes. */
  async cutOff(meanwhile: () => Promise<void>): Promise<void> {
    this.#way.cut()
    await meanwhile()
    this.#way.restore()
  }

  async end(): Promise<void> {
    this.#running.child.kill('SIGINT')
    const timer = setTimeout(() => this.#running.child.kill('SIGKILL'), 60_000)
    await this.#running.finished
    clearTimeout(timer)
    await this.#way.close()
  }
}

/** A way to the database that can be cut: connections through it stay open, and nothing passes. */
class Way {
  readonly #target: URL
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  #isCut = false

  private constructor(target: URL) {
    this.#target = target
    this.#server = createServer((socket) => this.#accept(socket))
  }

  static async to(url: string): Promise<Way> {
    const way = new Way(new URL(url))
    await new Promise<void>((resolve) => way.#server.listen(0, '127.0.0.1', resolve))
    return way
  }

  get url(): string {
    const own = new URL(this.#target)
    own.port = String((this.#server.address() as AddressInfo).port)
    return own.href
  }

  #accept(socket: Socket): void {
    const upstream = connectTo(Number(this.#target.port), this.#target.hostname)
    for (const [one, other] of [
      [socket, upstream],
      [upstream, socket],
    ] as const) {
      this.#sockets.add(one)
      if (!this.#isCut) one.pipe(other)
      one.on('error', () => other.destroy())
      one.on('close', () => {
        this.#sockets.delete(one)
        other.destroy()
      })
    }
  }

  cut(): void {
    this.#isCut = true
    for (const socket of this.#sockets) socket.unpipe().pause()
  }

  /** What was cut is closed: a network that comes back has forgotten its connections. */
  restore(): void {
    this.#isCut = false
    for (const socket of this.#sockets) socket.destroy()
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    await new Promise((resolve) => this.#server.close(resolve))
  }
}

/** A folder that all machines of a fleet share. */
export async function sharedFolder(): Promise<{ readonly path: string; remove(): Promise<void> }> {
  const folder = await folderOf({})
  return { path: join(folder.path, 'store'), remove: () => folder.remove() }
}
