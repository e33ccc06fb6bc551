import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const COMMAND = fileURLToPath(import.meta.resolve('s3rver/bin/s3rver.js'))

export const BUCKET = 'studio-renders'

/** A real S3 server on loopback, as a process, shared by the tests of a file: each uses its own prefix. */
export type S3Server = {
  readonly url: string
  /** Environment for the command, with the keys that the server accepts. */
  readonly env: Readonly<Record<string, string>>
  /** Names of the objects below a prefix. */
  objects(prefix: string): Promise<string[]>
  /** Replaces the content of an object on the server's disk. */
  damage(object: string, content: string): Promise<void>
  stop(): Promise<void>
}

/** Starts a server with an empty bucket. */
export async function serveS3(): Promise<S3Server> {
  const folder = await mkdtemp(join(tmpdir(), 'shotlist-s3-'))
  const child = spawn(
    process.execPath,
    [COMMAND, '--directory', folder, '--address', '127.0.0.1', '--port', '0', '--configure-bucket', BUCKET],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  )
  const bucket = join(folder, BUCKET)
  const files = async (): Promise<string[]> =>
    (await readdir(bucket, { recursive: true })).filter((name) => name.endsWith('._S3rver_object'))
  return {
    url: await listening(child),
    env: { AWS_ACCESS_KEY_ID: 'S3RVER', AWS_SECRET_ACCESS_KEY: 'S3RVER' },
    objects: async (prefix) => {
      const names = (await files()).map((name) => name.replace('._S3rver_object', '').replaceAll('\\', '/'))
      return names.filter((name) => name.startsWith(prefix)).toSorted()
    },
    async damage(object, content) {
      const name = (await files()).find((each) => each.startsWith(object))
      const path = join(bucket, name ?? '')
      await readFile(path)
      await writeFile(path, content)
    },
    stop: async () => {
      await stopped(child)
      await rm(folder, { recursive: true, force: true, maxRetries: 20 })
    },
  }
}

/** Waits for the address that the server prints when it is ready. */
function listening(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = ''
    const hear = (text: Buffer) => {
      said += text.toString()
      const port = /S3rver listening on 127\.0\.0\.1:(\d+)/.exec(said)?.[1]
      if (port !== undefined) resolve(`http://127.0.0.1:${port}`)
    }
    child.stdout?.on('data', hear)
    child.stderr?.on('data', hear)
    child.once('exit', () => reject(new Error(`the S3 server ended: ${said}`)))
  })
}

function stopped(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve()
    child.once('exit', () => resolve())
    child.kill('SIGKILL')
  })
}
