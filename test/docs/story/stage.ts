import { spawn } from 'node:child_process'
import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { startEmulator } from '@shotlist/emulator'
import { folderOf, ROOT } from '../../harness/shotlist.ts'

/** Where the commands of a page are run: a folder with the examples in it, the built commands on the path, and providers to talk to. */
export type Stage = {
  readonly folder: string
  write(name: string, text: string): Promise<void>
  /** Runs a command line to its end. */
  run(line: string): Promise<{ readonly status: number | null; readonly output: string }>
  /** Starts a command line, and waits until it has said something. */
  start(line: string): Promise<string>
  close(): Promise<void>
}

/** Emulators of all providers that ship, and the variables that lead there. */
export type Providers = { readonly env: Readonly<Record<string, string>>; close(): Promise<void> }

const BASE_URLS = { pixverse: 'PIXVERSE_BASE_URL', acedata: 'ACEDATA_BASE_URL', '302ai': 'AI302_BASE_URL' } as const
const KEYS = { PIXVERSE_API_KEY: 'a-key', ACEDATACLOUD_API_TOKEN: 'a-key', AI302_API_KEY: 'a-key' } as const

export async function startProviders(): Promise<Providers> {
  // All pages are followed at once, each by a user of its own: nobody is to wait for a free slot of somebody else's account.
  const started = await Promise.all(
    Object.entries(BASE_URLS).map(async ([document, name]) => ({
      name,
      emulator: await startEmulator({ document, speed: 600, inFlight: 1000 }),
    })),
  )
  return {
    env: { ...KEYS, ...Object.fromEntries(started.map(({ name, emulator }) => [name, emulator.url])) },
    close: async () => {
      await Promise.all(started.map(({ emulator }) => emulator.close()))
    },
  }
}

export async function openStage(providers: Providers): Promise<Stage> {
  const made = await folderOf({})
  const folder = join(made.path, 'project')
  const bin = join(made.path, 'bin')
  await cp(join(ROOT, 'examples'), folder, { recursive: true, filter: (path) => !/node_modules|renders|\.shotlist/.test(path) })
  await cp(join(ROOT, 'examples/launch.yaml'), join(folder, 'shotlist.yaml'))
  await cp(join(ROOT, 'examples/vendor/acme.openapi.yaml'), join(folder, 'acme.openapi.yaml'))
  await installCommands(bin)
  const env = {
    PATH: `${bin}:${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`,
    HOME: made.path,
    ...providers.env,
  }
  const shell = (line: string) =>
    spawn('bash', ['-o', 'pipefail', '-c', line], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
  const background: ReturnType<typeof shell>[] = []

  return {
    folder,
    write: async (name, text) => {
      await mkdir(dirname(join(folder, name)), { recursive: true })
      await writeFile(join(folder, name), text)
    },
    run: (line) =>
      new Promise((resolve, reject) => {
        const child = shell(line)
        let output = ''
        for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text))
        child.once('error', reject)
        child.once('close', (status) => resolve({ status, output }))
      }),
    start: (line) => {
      const child = shell(line)
      background.push(child)
      return new Promise((resolve, reject) => {
        child.stdout.setEncoding('utf8').once('data', resolve)
        child.once('close', (status) => reject(new Error(`${line} ended with ${status}`)))
      })
    },
    close: async () => {
      for (const { pid } of background) if (pid !== undefined) process.kill(-pid, 'SIGTERM')
      await made.remove()
    },
  }
}

/** The built commands, and stand-ins for the package managers: what they would download is linked, what they would start is started. */
async function installCommands(bin: string): Promise<void> {
  await mkdir(bin, { recursive: true })
  const { scripts } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as { scripts: Record<string, string> }
  const files: Record<string, string> = {
    // Real providers are read every few seconds, and a rehearsal is for somebody who watches; nobody does here.
    shotlist: script(
      `case "\${1-}" in run) set -- "$@" --poll 100ms ;; rehearse) set -- "$@" --speed 600 ;; esac\n${command('packages/runner/dist/cli/main.js')}`,
    ),
    'shotlist-codegen': script(command('packages/codegen/dist/cli/main.js')),
    npx: script(`case "$1 \${2-}" in\n  '-y pnpm@12') shift 2; exec pnpm "$@" ;;\n  *) exec "$@" ;;\nesac`),
    npm: script(`[ "$1" = install ]\nshift\nexec node "${join(import.meta.dirname, 'link-packages.ts')}" "${ROOT}" "$@"`),
    // The repository's own scripts are CI's to run; here it matters that they are there.
    pnpm: script(
      `case " ${Object.keys(scripts).join(' ')} install changeset " in\n  *" $1 "*) ;;\n  *) echo "there is no script $1" >&2; exit 1 ;;\nesac`,
    ),
  }
  for (const [name, text] of Object.entries(files)) await writeFile(join(bin, name), text, { mode: 0o755 })
}

const script = (body: string) => `#!/bin/bash\nset -euo pipefail\n${body}\n`
const command = (path: string) => `exec node "${join(ROOT, path)}" "$@"`

/** Links what TypeScript finds in a project that has installed the packages and the types of Node. */
export async function linkTypes(folder: string): Promise<void> {
  for (const name of ['@shotlist/core', '@shotlist/codegen', '@shotlist/emulator', 'shotlist', '@types/node']) {
    const link = join(folder, 'node_modules', name)
    await mkdir(dirname(link), { recursive: true })
    const own = name === 'shotlist' ? 'runner' : /^@shotlist\/(.+)/.exec(name)?.[1]
    const target = own === undefined ? join(ROOT, 'node_modules', name) : join(ROOT, 'packages', own)
    await symlink(target, link).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
    })
  }
}
