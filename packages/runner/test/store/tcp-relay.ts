import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

/**
 * What a relay does with a statement that contains a text: `before` cuts the client off and does not pass the statement on; `after` passes
 * it on and cuts the client off before it hears the answer; `late` cuts the client off, and passes the statement on when it is told to.
 */
export type Cut = 'before' | 'after' | 'late'

/** A relay between a client and a server of PostgreSQL, which can lose connections as networks do. */
export class TcpRelay {
  /** Cuts at the next statement with this text. */
  #next: { readonly cut: Cut; readonly text: string } | undefined
  #isDown = false
  readonly #server
  readonly #target: { readonly port: number; readonly host: string }
  readonly #clients = new Set<Socket>()
  readonly #held: (() => Promise<unknown>)[] = []

  private constructor(target: { readonly port: number; readonly host: string }) {
    this.#target = target
    this.#server = createServer((client) => this.#relay(client))
  }

  /** A relay to the server of an address. Returns it, and the address that leads through it. */
  static async to(url: string): Promise<{ readonly relay: TcpRelay; readonly url: string }> {
    const { port, hostname } = new URL(url)
    const relay = new TcpRelay({ port: Number(port), host: hostname })
    relay.#server.listen(0, '127.0.0.1')
    await once(relay.#server, 'listening')
    onTestFinished(() => relay.#close())
    const through = new URL(url)
    through.port = String((relay.#server.address() as AddressInfo).port)
    return { relay, url: through.href }
  }

  cutAtNext(text: string, cut: Cut): void {
    this.#next = { cut, text }
  }

  /** Cuts everybody off, and refuses new connections until `up`. */
  down(): void {
    this.#isDown = true
    for (const client of this.#clients) client.destroy()
  }

  up(): void {
    this.#isDown = false
  }

  /** Passes on what is held back. Resolves when the server has answered. */
  async releaseLate(): Promise<void> {
    await Promise.all(this.#held.splice(0).map((release) => release()))
  }

  #relay(client: Socket): void {
    if (this.#isDown) {
      client.destroy()
      return
    }
    this.#clients.add(client)
    const server = connect(this.#target)
    for (const socket of [client, server]) socket.on('error', () => undefined)
    let isCut = false
    client.on('data', (bytes) => {
      const next = this.#next
      if (next === undefined || !bytes.includes(next.text)) {
        server.write(bytes)
        return
      }
      this.#next = undefined
      isCut = true
      client.destroy()
      if (next.cut === 'after') server.write(bytes)
      if (next.cut === 'late')
        this.#held.push(() => {
          server.write(bytes)
          return once(server, 'data')
        })
      if (next.cut === 'before') server.destroy()
    })
    server.on('data', (bytes) => void (client.destroyed || client.write(bytes)))
    server.on('close', () => client.destroy())
    client.on('close', () => {
      this.#clients.delete(client)
      // What was passed on is carried out, although its answer is lost.
      if (!isCut) server.destroy()
    })
  }

  async #close(): Promise<void> {
    this.down()
    this.#server.close()
    await once(this.#server, 'close')
  }
}
