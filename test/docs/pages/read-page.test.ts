import { expect, test } from 'vitest'
import { commandsOf, readPage } from './read-page.ts'

test('blocks have their language, file name and line', () => {
  const page = 'Text\n\n```yaml [a.yaml]\nversion: 1\n```\n\n- item\n\n  ```sh\n  shotlist plan\n  ```\n'
  expect(readPage(page)).toEqual([
    { language: 'yaml', file: 'a.yaml', text: 'version: 1\n', line: 3 },
    { language: 'sh', text: 'shotlist plan\n', line: 9 },
  ])
})

test('commands: comments, statuses, continued lines, and background processes', () => {
  const text = "# first\nshotlist run   # exit 3: over budget\nshotlist plan --only 'a#1' \\\n  --json\nshotlist emulate &\n"
  expect(commandsOf(text)).toEqual([
    { line: 'shotlist run', status: 3, isBackground: false },
    { line: "shotlist plan --only 'a#1' --json", status: 0, isBackground: false },
    { line: 'shotlist emulate', status: 0, isBackground: true },
  ])
})
