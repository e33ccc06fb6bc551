import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { STATUSES } from '../../packages/runner/src/job/status.ts'
import { FLOORS, TOP } from '../../scripts/floors.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
function page(name: string): string {
  return readFileSync(join(root, name), 'utf8')
}

/** The section of a page under a heading. */
function sectionOf(text: string, heading: string): string {
  const [, section] = text.split(`\n## ${heading}\n`)
  expect(section, heading).toBeDefined()
  return section?.split('\n## ')[0] ?? ''
}

/** The first cell of each row of a table, except the header. */
function firstCells(section: string): string[] {
  return [...section.matchAll(/^\| (.+?) \|/gm)]
    .map(([, cell = '']) => cell.replaceAll('`', ''))
    .filter((cell, at) => at > 0 && !/^-+$/.test(cell))
}

test.each(['ARCHITECTURE.md', 'CONTRIBUTING.md'])('%s names only files and folders that exist', (name) => {
  const paths = [...page(name).matchAll(/`((?:packages|scripts|specs|docs|test|bench|examples|\.github)\/[\w./<>*-]*)`/g)].map(
    ([, path = '']) => path,
  )
  expect(paths.length).toBeGreaterThan(10)
  const places = paths.filter((path) => !/[<*]/.test(path))
  expect(places.filter((path) => !existsSync(join(root, path)))).toEqual([])
})

test('the page lists the rooms of the runner in the order of their floors', () => {
  const rooms = firstCells(sectionOf(page('ARCHITECTURE.md'), 'Rooms of the runner'))
  expect(rooms).toEqual(FLOORS['runner']?.flat().filter((room) => room !== TOP))
})

test('the page lists the statuses of the table', () => {
  const [list = ''] = sectionOf(page('ARCHITECTURE.md'), 'Statuses of a job').trim().split(': ')
  expect([...list.matchAll(/`(\w+)`/g)].map(([, status]) => status)).toEqual(Object.keys(STATUSES))
})

test('the glossary has at most 40 words, in order', () => {
  const words = firstCells(sectionOf(page('ARCHITECTURE.md'), 'Glossary'))
  expect(words.length).toBeLessThanOrEqual(40)
  expect(words).toEqual(words.toSorted())
})
