import { expect, test } from 'vitest'
import { Screen } from './live-reporter.ts'

function terminal(columns: number) {
  const written: string[] = []
  return { written, out: { columns, rows: 24, isTTY: true, write: (text: string) => written.push(text) } }
}

test('writes only lines that changed, and nothing if none did', () => {
  const { written, out } = terminal(40)
  const screen = new Screen(out)
  screen.draw(['one', 'two', 'three'])
  written.length = 0
  screen.draw(['one', 'two', 'three'])
  expect(written).toEqual([])
  screen.draw(['one', 'TWO', 'three'])
  expect(written.join('')).toContain('TWO')
  expect(written.join('')).not.toMatch(/one|three/)
  screen.close()
})

test('cuts a line that is wider than the terminal, and resets its colour', () => {
  const { written, out } = terminal(12)
  const screen = new Screen(out)
  screen.draw(['\u001B[31mabcdefghijklmnop\u001B[39m'])
  expect(written.join('')).toContain('\u001B[31mabcdefghij…\u001B[0m\n')
  screen.close()
})

test('counts the rows of lines that a narrower terminal wraps', () => {
  const { written, out } = terminal(40)
  const screen = new Screen(out)
  screen.draw(['x'.repeat(35), 'y'])
  out.columns = 20
  written.length = 0
  screen.draw(['x', 'y'])
  expect(written.join('')).toContain('\u001B[3A\u001B[0J')
  screen.close()
})

test('shows the cursor once, however often it is closed', () => {
  const { written, out } = terminal(40)
  const screen = new Screen(out)
  screen.close()
  screen.close()
  screen.draw(['late'])
  expect(written).toEqual(['\u001B[?25l', '\u001B[?25h'])
})

test('the echo of a key press moves nothing, because every frame begins in the first column', () => {
  const { written, out } = terminal(40)
  const screen = new Screen(out)
  screen.draw(['one', 'two'])
  written.length = 0
  screen.draw(['one', 'TWO'])
  screen.close()
  expect(written.join('').split('\u001B[2A')).toHaveLength(3)
  for (const before of written.join('').split('\u001B[2A').slice(0, -1)) expect(before.endsWith('\r')).toBe(true)
})
