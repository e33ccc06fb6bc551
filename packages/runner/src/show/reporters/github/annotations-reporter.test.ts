import { expect, test } from 'vitest'
import { workflowCommand } from './annotations-reporter.ts'

test('writes an annotation for a line of a file', () => {
  expect(workflowCommand({ level: 'error', file: 'a.yaml', line: 4, column: 11, endColumn: 20, title: 'unknown-job', message: 'no' })).toBe(
    '::error file=a.yaml,line=4,col=11,endColumn=20,title=unknown-job::no\n',
  )
})

test('no text can end the command, begin another, or add a property', () => {
  const hostile = 'a,line=1::b: 100 %\r\n::warning::c'
  expect(workflowCommand({ level: 'warning', title: hostile, message: hostile })).toBe(
    '::warning title=a%2Cline=1%3A%3Ab%3A 100 %25%0D%0A%3A%3Awarning%3A%3Ac::a,line=1::b: 100 %25%0D%0A::warning::c\n',
  )
})
