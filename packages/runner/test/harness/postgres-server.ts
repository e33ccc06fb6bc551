import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { accessSync, chmodSync, chownSync, constants, globSync, statSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { Client } from 'pg'
import { afterAll, beforeAll } from 'vitest'
import { freePort } from './free-port.ts'

const USER = 'shotlist'
/** The password of the server's only user: tests look for it where it must not be. */
export const PASSWORD = 'pass word@of/the:database'

/** Starts the server, whose log alone is the error output, and ends it as the first line of input says, or when the test process is gone. */
const SERVER = '"$@" & server=$!; exec 2>/dev/null; read -r signal || signal=QUIT; kill -"$signal" "$server"; wait "$server"'

/** A real PostgreSQL server in a temporary folder, for the tests of one file. */
export class PostgresServer {
  readonly #bin: string
  #folder = ''
  #port = 0
  #process: { readonly child: ChildProcess; readonly ended: Promise<unknown> } | undefined
  #databases = 0

  constructor(bin: string) {
    this.#bin = bin
  }

  /** Makes an empty database. Returns its address. */
  async database(): Promise<string> {
    this.#databases += 1
    const name = `fleet${this.#databases}`
    await this.query(this.#url('postgres'), `CREATE DATABASE ${name}`)
    return this.#url(name)
  }

  /** Runs a statement on a connection of its own. */
  async query(url: string, text: string, values: readonly unknown[] = []): Promise<Record<string, unknown>[]> {
    const client = new Client({ connectionString: url })
    // The server may be stopped meanwhile.
    client.on('error', () => undefined)
    await client.connect()
    try {
      return (await client.query<Record<string, unknown>>(text, [...values])).rows
    } finally {
      await client.end()
    }
  }

  /** Everything in a database, as `pg_dump` writes it. */
  dump(url: string): string {
    return execFileSync(join(this.#bin, 'pg_dump'), [url], { encoding: 'utf8', maxBuffer: 1e9 })
  }

  async start(): Promise<void> {
    if (this.#folder === '') await this.#initialise()
    const settings = [`port=${this.#port}`, 'listen_addresses=127.0.0.1', 'unix_socket_directories=', 'fsync=off', 'max_connections=200']
    const args = ['-c', SERVER, 'sh', join(this.#bin, 'postgres'), '-D', this.#data, ...settings.flatMap((one) => ['-c', one])]
    const child = spawn('sh', args, { ...asUser(), stdio: ['pipe', 'ignore', 'pipe'], env: { ...process.env, LC_ALL: 'C' } })
    this.#process = { child, ended: once(child, 'exit') }
    await isReady(child)
  }

  /** Stops the server: `INT` closes all connections in order, `QUIT` is a crash, after which it recovers from its log. */
  async stop(signal: 'INT' | 'QUIT' = 'INT'): Promise<void> {
    const running = this.#process
    this.#process = undefined
    running?.child.stdin?.end(`${signal}\n`)
    await running?.ended
  }

  /** Stops the server and removes its folder. */
  async remove(): Promise<void> {
    await this.stop('QUIT')
    if (this.#folder !== '') await rm(this.#folder, { recursive: true, force: true, maxRetries: 20 })
  }

  async #initialise(): Promise<void> {
    this.#folder = await mkdtemp(join(tmpdir(), 'shotlist-postgres-'))
    this.#port = await freePort()
    const password = join(this.#folder, 'password')
    writeFileSync(password, PASSWORD)
    const { uid, gid } = asUser()
    if (uid !== undefined && gid !== undefined) {
      for (const path of [this.#folder, password]) chownSync(path, uid, gid)
      // The folder of all tests belongs to root: another user may pass through it, and not read it.
      chmodSync(tmpdir(), statSync(tmpdir()).mode | 0o111)
    }
    const args = ['-D', this.#data, '-U', USER, `--pwfile=${password}`, '--auth=scram-sha-256', '-E', 'UTF8', '--locale=C', '--no-sync']
    execFileSync(join(this.#bin, 'initdb'), args, { ...asUser(), cwd: this.#folder, stdio: 'pipe' })
  }

  get #data(): string {
    return join(this.#folder, 'data')
  }

  #url(name: string): string {
    return `postgres://${USER}:${encodeURIComponent(PASSWORD)}@127.0.0.1:${this.#port}/${name}`
  }
}

/** A server that is not started; undefined where PostgreSQL is not installed. */
export function postgresServer(): PostgresServer | undefined {
  const bin = findPrograms()
  return bin === undefined ? undefined : new PostgresServer(bin)
}

/**
 * A server for the tests of this file; undefined where PostgreSQL is not installed. In CI, that is an error.
 *
 * Debian: `apt-get install postgresql`. macOS: `brew install postgresql`.
 */
export function postgresForThisFile(): PostgresServer | undefined {
  const server = postgresServer()
  if (server === undefined) {
    if (process.env['CI']) throw new Error('PostgreSQL is not installed: apt-get install postgresql')
    console.warn('PostgreSQL is not installed: its tests are skipped.')
    return undefined
  }
  beforeAll(() => server.start())
  afterAll(() => server.remove())
  return server
}

/** Resolves when the server accepts connections; rejects with its log if it ends. */
function isReady({ stderr, stdin }: ChildProcess): Promise<void> {
  let log = ''
  return new Promise((resolve, reject) => {
    // Read to the end, so that the server never waits for its log.
    stderr?.on('data', (bytes: Buffer) => {
      log = (log + bytes.toString()).slice(-10_000)
      if (log.includes('database system is ready to accept connections')) resolve()
    })
    stderr?.once('end', () => {
      stdin?.end()
      reject(new Error(`PostgreSQL does not start: ${log}`))
    })
  })
}

/** The folder of PostgreSQL's programs. Debian keeps those of the server out of the path. */
function findPrograms(): string | undefined {
  const installed = globSync('{/usr/lib/postgresql/*,/usr/pgsql-*,/opt/homebrew/opt/postgresql*,/usr/local/opt/postgresql*}/bin')
  const newestFirst = installed.toSorted((one, other) => other.localeCompare(one, 'en', { numeric: true }))
  return [...newestFirst, ...(process.env['PATH'] ?? '').split(delimiter)].find((folder) =>
    ['initdb', 'postgres', 'pg_dump'].every((program) => isProgram(join(folder, program))),
  )
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** PostgreSQL refuses to run as root. */
function asUser(): { readonly uid?: number; readonly gid?: number } {
  return process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}
}
