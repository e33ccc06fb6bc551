import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { startEmulator } from '@shotlist/emulator'
import { processEnvironment } from '../../harness/process-environment.ts'
import { folderOf, ROOT } from '../../harness/shotlist.ts'
import { installCommands } from './install-commands.ts'
import { type CommandLine, commandLines } from './run-line.ts'

/** The environment for the commands of a page: a folder with the examples, the built commands on the path, and emulated providers. */
export type Sandbox = CommandLine & {
  readonly folder: string
  write(name: string, text: string): Promise<void>
}

/** Emulators of all shipped providers, and the variables with their URLs. */
export type Providers = { readonly env: Readonly<Record<string, string>>; close(): Promise<void> }

const BASE_URLS = { pixverse: 'PIXVERSE_BASE_URL', acedata: 'ACEDATA_BASE_URL', '302ai': 'AI302_BASE_URL' } as const
const KEYS = { PIXVERSE_API_KEY: 'a-key', ACEDATACLOUD_API_TOKEN: 'a-key', AI302_API_KEY: 'a-key' } as const

export async function startProviders(): Promise<Providers> {
  // All pages run concurrently, each as a different user, so that no page waits for the slots of another.
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

export async function openSandbox(providers: Providers): Promise<Sandbox> {
  const made = await folderOf({})
  const folder = join(made.path, 'project')
  const bin = join(made.path, 'bin')
  await cp(join(ROOT, 'examples'), folder, { recursive: true, filter: (path) => !/node_modules|renders|\.shotlist/.test(path) })
  await writeFile(join(folder, 'launch.yaml'), withFasterRate(await readFile(join(ROOT, 'examples/launch.yaml'), 'utf8')))
  await cp(join(folder, 'launch.yaml'), join(folder, 'shotlist.yaml'))
  await cp(join(ROOT, 'examples/vendor/acme.openapi.yaml'), join(folder, 'acme.openapi.yaml'))
  await installCommands(bin)
  const lines = commandLines({
    cwd: folder,
    env: { ...processEnvironment(made.path), PATH: `${bin}:${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`, ...providers.env },
  })
  return {
    ...lines,
    folder,
    write: async (name, text) => {
      await mkdir(dirname(join(folder, name)), { recursive: true })
      await writeFile(join(folder, name), text)
    },
    close: async () => {
      await lines.close()
      await made.remove()
    },
  }
}

/** Raises the rate. With the rate for real accounts, frequent polls on a slow machine would wait for a minute. */
function withFasterRate(manifest: string) {
  return manifest.replace('rate: 60/min', 'rate: 6000/min')
}

/** Links the modules that TypeScript needs in a project with the packages and the types of Node. */
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
