import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, chownSync, existsSync, globSync, mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { delimiter, join } from 'node:path'
import { type Program, startProgram } from './program.ts'

/** Debian keeps the programs of the server out of the path. */
const PLACES = '{/usr/lib/postgresql/*,/usr/pgsql-*,/opt/homebrew/opt/postgresql*,/usr/local/opt/postgresql*}/bin'

const INSTALL = `PostgreSQL is not installed.
  Debian, Ubuntu: sudo apt-get install postgresql
  Fedora:         sudo dnf install postgresql-server
  macOS:          brew install postgresql`

export type Postgres = Program & { readonly url: string }

/** The folder of PostgreSQL's programs. @throws if there is none */
export function findPostgres(): string {
  const installed = globSync(PLACES).toSorted((one, other) => other.localeCompare(one, 'en', { numeric: true }))
  const found = [...installed, ...(process.env['PATH'] ?? '').split(delimiter)].find((folder) =>
    ['initdb', 'postgres'].every((program) => existsSync(join(folder, program))),
  )
  if (found === undefined) throw new Error(INSTALL)
  return found
}

/** Starts an empty PostgreSQL server in a folder, for this machine only, with a password of its own. */
export async function startPostgres(bin: string, folder: string): Promise<Postgres> {
  const user = serverUser()
  const password = randomBytes(12).toString('hex')
  const passwordFile = join(folder, 'password')
  mkdirSync(folder, { recursive: true })
  writeFileSync(passwordFile, password, { mode: 0o600 })
  if (user !== undefined) for (const path of [folder, passwordFile]) chownSync(path, user.uid, user.gid)
  const data = join(folder, 'data')
  const env = { PATH: process.env['PATH'], LC_ALL: 'C' }
  const created = ['-D', data, '-U', 'shotlist', `--pwfile=${passwordFile}`, '--auth=scram-sha-256', '-E', 'UTF8', '--locale=C']
  execFileSync(join(bin, 'initdb'), created, { ...user, cwd: folder, env, stdio: 'pipe' })
  const port = await freePort()
  const settings = [`port=${port}`, 'listen_addresses=127.0.0.1', 'unix_socket_directories=']
  const args = ['-D', data, ...settings.flatMap((setting) => ['-c', setting])]
  const server = startProgram({ command: join(bin, 'postgres'), args, env, cwd: folder, user })
  await server.line(/ready to accept connections/)
  return { ...server, url: `postgres://shotlist:${password}@127.0.0.1:${port}/postgres` }
}

/** PostgreSQL refuses to run as root: then its server runs as `nobody`, who may pass through the folder above. */
function serverUser(): { readonly uid: number; readonly gid: number } | undefined {
  return process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : undefined
}

/** Lets the server's user pass through a folder, and not read it. */
export function letPass(folder: string): void {
  if (serverUser() !== undefined) chmodSync(folder, 0o711)
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject).listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}
