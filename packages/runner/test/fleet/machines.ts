import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defined } from '@shotlist/codegen/defined'
import { expect, onTestFinished, vi } from 'vitest'
import { shotlistInProcess } from '../../../../test/harness/in-process.ts'
import { start } from '../harness/command.ts'
import { PASSWORD, type PostgresServer } from '../harness/postgres-server.ts'
import { type Project, type ProjectOptions, project } from '../harness/project.ts'

type Output = { readonly code: number | null; readonly stdout: string; readonly stderr: string }

/** A machine that follows a fleet. It has a manifest and no key. */
export type Machine = {
  readonly path: string
  shotlist(
    args: readonly string[],
    how?: { readonly signal?: AbortSignal; readonly env?: Readonly<Record<string, string>> },
  ): Promise<Output>
}

/** A fleet with its database and store, and a manifest that all its machines have as project `launch`. */
export type Machines = {
  readonly made: Project
  readonly url: string
  readonly env: Readonly<Record<string, string>>
  /** A machine with the manifest, and the lockfile of another one. */
  machine(from?: Machine): Promise<Machine>
  /** Starts a worker. @param env replaces variables */
  worker(env?: Readonly<Record<string, string>>): Promise<void>
  stopWorkers(): Promise<void>
  /** `status --json` as soon as `holds` is true of its project. */
  statusWhen(holds: (project: StatusOfProject) => boolean): Promise<Status>
}

type StatusOfProject = {
  readonly project: string
  readonly counts: Readonly<Record<string, number>>
  readonly clips: readonly Readonly<Record<string, unknown>>[]
  readonly runs: readonly unknown[]
  readonly budget: unknown
  readonly spent: readonly unknown[]
  readonly reserved: readonly unknown[]
}

type Status = {
  readonly workers: readonly Readonly<Record<string, unknown>>[]
  readonly accounts: readonly Readonly<Record<string, unknown>>[]
  readonly projects: readonly StatusOfProject[]
}

/** Longest wait for something that a test waits for, in milliseconds. */
export const PATIENCE_MS = 60_000

export async function machines(server: PostgresServer, options: ProjectOptions): Promise<Machines> {
  const made = await project(options)
  const url = await server.database()
  const store = await folder()
  const env = { TINY_BASE_URL: made.server.url, SHOTLIST_FLEET_URL: url, SHOTLIST_FLEET_STORE: store }
  const machine = async (from?: Machine): Promise<Machine> => {
    const path = await folder()
    for (const name of ['shotlist.yaml', 'tiny.openapi.yaml', 'pixel.png']) await copyFile(join(made.path, name), join(path, name))
    if (from !== undefined) await copyFile(join(from.path, 'shotlist.lock.yaml'), join(path, 'shotlist.lock.yaml'))
    return {
      path,
      shotlist: async (args, { signal, env: more } = {}) => {
        const output = await shotlistInProcess(args, { cwd: path, env: { ...env, ...more }, ...defined({ signal }) })
        for (const secret of [PASSWORD, encodeURIComponent(PASSWORD)]) expect(`${output.stdout}${output.stderr}`).not.toContain(secret)
        return output
      },
    }
  }
  const observer = await machine()
  const workers: ReturnType<typeof start>[] = []
  const stopWorkers = async (): Promise<void> => {
    for (const { child } of workers) child.kill('SIGTERM')
    await Promise.all(workers.splice(0).map(({ finished }) => finished))
  }
  return {
    made,
    url,
    env,
    machine,
    worker: async (more) => {
      if (workers.length === 0) onTestFinished(stopWorkers)
      workers.push(start(['worker'], { cwd: await folder(), env: { ...env, ...made.env, ...more } }))
    },
    stopWorkers,
    statusWhen: (holds) =>
      vi.waitFor(
        async () => {
          const status = JSON.parse((await observer.shotlist(['status', '--project', 'launch', '--json'])).stdout) as Status
          expect(status.projects.some(holds), JSON.stringify(status)).toBe(true)
          return status
        },
        { timeout: PATIENCE_MS, interval: 200 },
      ),
  }
}

/** A folder that is removed when the test ends. */
async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'shotlist-fleet-'))
  onTestFinished(() => rm(path, { recursive: true, force: true, maxRetries: 20 }))
  return path
}

/** A file that stands where a store should be. */
export async function fileInTheWay(): Promise<string> {
  const path = join(await folder(), 'file')
  await writeFile(path, 'no folder')
  return path
}
