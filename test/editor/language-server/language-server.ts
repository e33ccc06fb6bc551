import { spawn } from 'node:child_process'
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import {
  type CompletionItem,
  CompletionRequest,
  createProtocolConnection,
  type Diagnostic,
  DidOpenTextDocumentNotification,
  HoverRequest,
  InitializedNotification,
  InitializeRequest,
  type MarkupContent,
  PublishDiagnosticsNotification,
} from 'vscode-languageserver-protocol/node'
import { folderOf, ROOT } from '../../harness/shotlist.ts'

/** A manifest and the position of the cursor in it. */
type Cursor = { readonly text: string; readonly line: number; readonly character: number }

/** A YAML language server, started like an editor does, in a folder in which `shotlist` is installed. */
export type LanguageServer = {
  /** The completions at `|` in the manifest. */
  complete(manifest: string): Promise<readonly CompletionItem[]>
  /** The hover text at `|` in the manifest; Markdown. */
  hover(manifest: string): Promise<string>
  /** The diagnostics. */
  diagnose(manifest: string): Promise<readonly Diagnostic[]>
  close(): Promise<void>
}

const SERVER = join(ROOT, 'node_modules/yaml-language-server/bin/yaml-language-server')
const PUBLISHED = './node_modules/shotlist/schema/manifest.schema.json'

/** @param schema the schema of the project; default: the published one */
export async function startLanguageServer({ schema }: { schema?: string } = {}): Promise<LanguageServer> {
  const folder = await folderOf(schema === undefined ? {} : { 'manifest.schema.json': schema })
  const first = `# yaml-language-server: $schema=${schema === undefined ? PUBLISHED : './manifest.schema.json'}\n`
  await installRunner(folder.path)
  const server = spawn(process.execPath, [SERVER, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] })
  const connection = createProtocolConnection(server.stdout, server.stdin)
  const awaited = new Map<string, (diagnostics: readonly Diagnostic[]) => void>()
  connection.onNotification(PublishDiagnosticsNotification.type, ({ uri, diagnostics }) => awaited.get(uri)?.(diagnostics))
  connection.listen()
  await connection.sendRequest(InitializeRequest.type, {
    processId: process.pid,
    rootUri: pathToFileURL(folder.path).href,
    workspaceFolders: [{ uri: pathToFileURL(folder.path).href, name: 'manifests' }],
    capabilities: {
      textDocument: { hover: { contentFormat: ['markdown'] }, completion: { completionItem: { documentationFormat: ['markdown'] } } },
    },
  })
  await connection.sendNotification(InitializedNotification.type, {})

  let opened = 0
  const open = async (text: string): Promise<{ uri: string; diagnostics: Promise<readonly Diagnostic[]> }> => {
    opened += 1
    const path = join(folder.path, `${opened}.yaml`)
    await writeFile(path, text)
    const uri = pathToFileURL(path).href
    const diagnostics = new Promise<readonly Diagnostic[]>((resolve) => awaited.set(uri, resolve))
    await connection.sendNotification(DidOpenTextDocumentNotification.type, {
      textDocument: { uri, languageId: 'yaml', version: 1, text },
    })
    return { uri, diagnostics }
  }

  return {
    complete: async (manifest) => {
      const { text, line, character } = cursorIn(first + manifest)
      const { uri } = await open(text)
      const found = await connection.sendRequest(CompletionRequest.type, { textDocument: { uri }, position: { line, character } })
      return Array.isArray(found) ? found : (found?.items ?? [])
    },
    hover: async (manifest) => {
      const { text, line, character } = cursorIn(first + manifest)
      const { uri } = await open(text)
      const hover = await connection.sendRequest(HoverRequest.type, { textDocument: { uri }, position: { line, character } })
      return hover === null ? '' : (hover.contents as MarkupContent).value
    },
    diagnose: async (manifest) => await (await open(first + manifest)).diagnostics,
    close: async () => {
      connection.dispose()
      const ended = new Promise((resolve) => server.once('close', resolve))
      server.kill()
      await ended
      await folder.remove()
    },
  }
}

async function installRunner(folder: string): Promise<void> {
  const installed = join(folder, 'node_modules/shotlist')
  await mkdir(dirname(installed), { recursive: true })
  await symlink(join(ROOT, 'packages/runner'), installed)
}

function cursorIn(marked: string): Cursor {
  const offset = marked.indexOf('|')
  if (offset === -1) throw new Error('the manifest has no | for the cursor')
  const before = marked.slice(0, offset).split('\n')
  return { text: marked.slice(0, offset) + marked.slice(offset + 1), line: before.length - 1, character: (before.at(-1) ?? '').length }
}
