import { execFile, execFileSync } from 'node:child_process'
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { processEnvironment } from '../../../../test/harness/process-environment.ts'
import { complete } from '../../src/cli/verbs/help/completion/complete.ts'
import { completion } from '../../src/cli/verbs/help/completion/completion.ts'
import { hasTmux, programInTerminal } from '../terminal/terminal.ts'
import { folderWith, runVerb } from './run-verb.ts'

const COMMAND = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))

const MANIFEST = `version: 1
defaults: { provider: pixverse, with: { model: v5, quality: 540p, duration: 5 } }
jobs:
  hero: { uses: text-to-video, with: { prompt: a fox, aspect_ratio: "1:1" }, takes: 2, tags: [main] }
  social:
    matrix: { ratio: ["16:9", "9:16"] }
    uses: text-to-video
    with: { prompt: a fox, aspect_ratio: "\${{ matrix.ratio }}" }
    output: \${{ slug(matrix.ratio) }}.mp4
  evil:
    matrix: { look: ['$(touch PWNED)\`touch PWNED\`"\\\\''; touch PWNED; '''] }
    uses: text-to-video
    with: { prompt: a fox, aspect_ratio: "1:1" }
    output: evil.mp4
`

function folder() {
  return folderWith({ 'shotlist.yaml': MANIFEST })
}

/** The same project, with the command in it for a shell to call. */
async function folderWithCommand(): Promise<string> {
  const cwd = await folder()
  await writeFile(join(cwd, 'shotlist'), `#!/bin/sh\nexec '${process.execPath}' '${COMMAND}' "$@"\n`)
  await chmod(join(cwd, 'shotlist'), 0o755)
  return cwd
}

describe('completion offers', () => {
  test.each([
    ['', 'init validate plan run rehearse'],
    ['run --f', '--force --frozen --fail-fast'],
    ['run --only ', 'hero social'],
    ['run --only social[', 'social[ratio=16:9] social[ratio=9:16]'],
    ['run --only=soc', '--only=social'],
    ['run --tag ', 'main'],
    ['pick ', 'hero#1 hero#2'],
    ['describe 302ai/text', '302ai/text-to-video'],
    ['emulate p', 'pixverse'],
    ['call pixverse/text-to-video --asp', '--aspect_ratio'],
    ['call acedata/text-to-video --quality ', '360p 540p 720p 1080p'],
    ['plan --graph ', 'mermaid dot'],
    ['explain output-c', 'output-collision'],
    ['plan ', ''],
    ['nonsense ', ''],
  ])('shotlist %s', async (line, expected) => {
    const { status, stdout, stderr } = await runVerb(complete, { cwd: await folder(), args: line.split(' ') })
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    const found = stdout.split('\n').filter((word) => word !== '')
    expect(found.slice(0, expected === '' ? undefined : expected.split(' ').length).join(' ')).toBe(expected)
  })

  test('nothing for a manifest with mistakes, and prints no error', async () => {
    const cwd = await folderWith({ 'shotlist.yaml': 'version: 1\njobs: [' })
    expect(await runVerb(complete, { cwd, args: ['run', '--only', ''] })).toEqual({ status: 0, stdout: '', stderr: '' })
    expect((await runVerb(complete, { cwd, args: ['describe', 'pixverse/ext'] })).stdout).toBe('pixverse/extend\n')
  })
})

describe('in bash', () => {
  // Bash splits words at `=` and `:`.
  test.each([
    ['shotlist reh', ['shotlist', 'reh'], ['rehearse']],
    ['shotlist run --only social[ratio=9', ['shotlist', 'run', '--only', 'social[ratio', '=', '9'], [String.raw`9:16\]`]],
    ['shotlist run --only social[ratio=', ['shotlist', 'run', '--only', 'social[ratio', '='], [String.raw`16:9\]`, String.raw`9:16\]`]],
  ])('%s', async (line, words, expected) => {
    const cwd = await folderWithCommand()
    const script = (await runVerb(completion, { cwd, args: ['bash'] })).stdout
    const ask = `${script}\nCOMP_LINE='${line}'; COMP_POINT=${line.length}; COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}; _shotlist; printf '%s\\n' "\${COMPREPLY[@]}"`
    const { stdout } = await promisify(execFile)('bash', ['--norc', '-c', ask], {
      cwd,
      env: { ...processEnvironment(cwd), PATH: `${cwd}:${process.env['PATH']}` },
    })
    expect(stdout.trim().split('\n')).toEqual(expected)
  })
})

/** How to start each shell so that it reads its settings only from a folder, and their path in it. */
const SHELLS = {
  bash: { words: ['bash', '--rcfile', '.bashrc'], settings: '.bashrc', lines: "PS1='ready> '\n" },
  zsh: { words: ['zsh'], settings: '.zshrc', lines: "PS1='ready> '\nautoload -Uz compinit; compinit -u\n" },
  fish: {
    words: ['fish'],
    settings: '.config/fish/config.fish',
    lines: "function fish_greeting; end\nfunction fish_prompt; echo 'ready> '; end\n",
  },
} as const

const TYPED = [
  ['shotlist reh', 'shotlist rehearse'],
  ["shotlist run --only 'social[ratio=9", "shotlist run --only 'social[ratio=9:16]"],
  ['shotlist plan shotlist.y', 'shotlist plan shotlist.yaml'],
] as const

/** Whether the shell is installed. In CI it must be. */
function has(shell: string): boolean {
  try {
    execFileSync(shell, ['--version'], { stdio: 'ignore' })
    return true
  } catch (error) {
    if (process.env['CI'] === 'true') throw new Error(`${shell} is needed for these tests: apt-get install ${shell}`, { cause: error })
    return false
  }
}

describe.each(Object.entries(SHELLS))('typed in %s', (shell, { words, settings, lines }) => {
  test.skipIf(!hasTmux() || !has(shell))('verbs, jobs and files are completed', async () => {
    const cwd = await folderWithCommand()
    const script = (await runVerb(completion, { cwd, args: [shell] })).stdout
    await mkdir(join(cwd, '.config/fish'), { recursive: true })
    // Without it, fish starts by reading all manual pages of the machine.
    await mkdir(join(cwd, '.local/share/fish/generated_completions'), { recursive: true })
    await writeFile(join(cwd, 'completion'), script)
    await writeFile(join(cwd, settings), `${lines}source ./completion\n`)
    const env = { PATH: `${cwd}:${process.env['PATH']}` }
    const terminal = programInTerminal(words, { cwd, columns: 80, rows: 24, env })
    await terminal.shows('ready>')
    for (const [typed, completed] of TYPED) {
      terminal.type(typed, 'Tab')
      await terminal.shows(completed)
      expect(terminal.screen().join('\n')).toContain(completed)
      terminal.type('C-u')
      await terminal.comesTo((screen) => screen.join('\n').includes(typed), false)
    }
  })
})

// zsh and fish escape answers; bash inserts them unchanged.
test.skipIf(!has('bash'))('names that bash would run arrive as one word, and run nothing', async () => {
  const cwd = await folderWithCommand()
  await writeFile(join(cwd, 'completion'), (await runVerb(completion, { cwd, args: ['bash'] })).stdout)
  const { stdout: listed } = await runVerb(complete, { cwd, args: ['run', '--only', 'evil['] })
  for (const quote of ['', "'", '"']) {
    const words = ['shotlist', 'run', '--only', `${quote}evil[`]
    // Readline asks like this, and then inserts the answer.
    const script = `source ./completion; COMP_WORDS=("$0" "$@"); COMP_CWORD=3 COMP_LINE="$0 $*"; COMP_POINT=\${#COMP_LINE}; _shotlist
      eval "set -- ${quote === '"' ? '\\"' : quote}\${COMPREPLY[0]}${quote === '"' ? '\\"' : quote}"; printf '%s\\n' "$@"; ls`
    const env = { PATH: `${cwd}:${process.env['PATH']}`, HOME: cwd }
    const said = execFileSync('bash', ['-c', script, ...words], { cwd, env, encoding: 'utf8' })
    expect(said).toBe(`${listed}completion\nshotlist\nshotlist.yaml\n`)
  }
})
