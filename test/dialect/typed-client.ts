import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type ClientOptions, connect, type Operation, type ProviderBase } from '@shotlist/core'
import { makeWorkspace } from '../../packages/codegen/test/emit/workspace.ts'

/** A small client, of one operation. */
type SmallClient = { textToVideo(input: object, options?: object): Promise<unknown> }

export type TypedClient = {
  /** The folder with the generated client, in `clients/<id>`. */
  readonly root: string
  /** Connects the operation `text-to-video`, as a small bundle has it. */
  small(options: ClientOptions): SmallClient
}

/** Generates the typed client of a document of this folder. @param provider its id, if it is not the name of the document */
export async function generateClient(id: string, provider = id): Promise<TypedClient> {
  const { root, run } = await makeWorkspace()
  const file = `${id}.openapi.yaml`
  await writeFile(join(root, file), readFileSync(new URL(file, import.meta.url)))
  const ran = await run('generate', file, '--out', 'clients', '--import-ending', '.ts')
  if (ran.status !== 0) throw new Error(ran.stderr)
  const path = pathToFileURL(join(root, 'clients', provider, 'unchecked.gen.ts')).href
  const { textToVideo, provider: base } = (await import(path)) as { textToVideo: Operation; provider: ProviderBase }
  return { root, small: (options) => connect<SmallClient>(base, { textToVideo }, options) }
}
