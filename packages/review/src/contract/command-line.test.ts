import { execFileSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { commandLine } from './command-line.ts'

const HOSTILE = [
  "x'; touch PWNED; echo '",
  String.raw`\'; touch PWNED; '`,
  '$(touch PWNED)',
  '`touch PWNED`',
  'a\ntouch PWNED',
  '=ls',
  '~',
  '!!',
  '*',
  '',
  'a b',
  '"',
  'é',
]
const shells = ['sh', 'bash', 'zsh', 'fish'].filter((shell) => {
  try {
    execFileSync(shell, ['-c', 'exit 0'])
    return true
  } catch {
    return false
  }
})

describe('a command line', () => {
  test.skipIf(process.platform === 'win32').each(shells)('arrives unchanged in %s', (shell) => {
    // dash does not support `$'...'`.
    const words = HOSTILE.filter((word) => !word.includes('\n') || shell === 'bash' || shell === 'zsh')
    const line = commandLine([process.execPath, '-e', 'process.stdout.write(JSON.stringify(process.argv.slice(1)))', '--', ...words], {
      windows: false,
    })
    expect(JSON.parse(execFileSync(shell, ['-c', line], { encoding: 'utf8' }))).toEqual(words)
  })

  test('does not quote plain words', () => {
    const words = ['shotlist', 'run', 'launch.yaml', '--only', 'social[ratio=16:9]#2']
    expect(commandLine(words, { windows: false })).toBe("shotlist run launch.yaml --only 'social[ratio=16:9]#2'")
    expect(commandLine(words, { windows: true })).toBe('shotlist run launch.yaml --only "social[ratio=16:9]#2"')
  })

  test('ends no string and expands nothing on Windows', () => {
    const words = ['a"; calc; "', '\u201d; calc; \u201c', '$(calc)', '`"', String.raw`C:\some where\ `.trim(), 'a & calc', 'a,b']
    expect(commandLine(words, { windows: true })).toBe(
      ['"a?; calc; ?"', '"?; calc; ?"', '"`$(calc)"', '"``?"', String.raw`"C:\some where\\"`, '"a & calc"', '"a,b"'].join(' '),
    )
  })
})
