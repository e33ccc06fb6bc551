/**
 * Checks the structure of the packages' sources: a room (a folder below `src`) imports only from rooms on the floors below its own (types
 * may come from anywhere), no file has more than 300 lines, and no folder has more than 20 files and folders, tests and generated files not
 * counted. Prints each problem, and ends with status 1 if there is one.
 */
import { globSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseSync } from 'oxc-parser'
import { FLOORS, TOP } from './floors.ts'

const packages = fileURLToPath(new URL('../packages/', import.meta.url))
const MOST_LINES = 300
const MOST_SIBLINGS = 20
const problems = Object.entries(FLOORS).flatMap(([name, floors]) => {
  const root = join(packages, name, 'src')
  return climbing(root, floors).concat(tooLong(root), tooFull(root))
})
for (const problem of problems) console.error(problem)
if (problems.length > 0) process.exitCode = 1

/** The imports of a package that break its floors, and its rooms without a floor. */
function climbing(root: string, floors: readonly (readonly string[])[]): string[] {
  const floorOf = new Map(
    floors.flatMap((floor, level) => floor.flatMap((group) => group.split(' + ').map((room) => [room, { level, group }] as const))),
  )
  return sourcesOf(root).flatMap((file) => {
    const from = roomOf(file)
    const own = floorOf.get(from)
    if (own === undefined) return [`${shown(root, file)}: ${from} has no floor: add it to scripts/floors.ts`]
    return importsOf(join(root, file)).flatMap((specifier) => {
      const target = relative(root, join(root, dirname(file), specifier))
      const to = roomOf(target)
      const other = floorOf.get(to)
      const isBelow = from === to || (other !== undefined && (other.level < own.level || other.group === own.group))
      return isBelow ? [] : [`${shown(root, file)}: ${from} imports ${target}, which is not below it`]
    })
  })
}

/** The handwritten files of a package, without tests. */
function sourcesOf(root: string): string[] {
  return globSync('**/*.{ts,tsx}', { cwd: root }).filter((file) => !/\.(test|gen)\.tsx?$/.test(file))
}

function tooLong(root: string): string[] {
  return sourcesOf(root).flatMap((file) => {
    const lines = readFileSync(join(root, file), 'utf8').split('\n').length - 1
    return lines > MOST_LINES ? [`${shown(root, file)} has ${lines} lines; a file has at most ${MOST_LINES}`] : []
  })
}

function tooFull(root: string): string[] {
  const siblings = new Map<string, Set<string>>()
  for (const file of sourcesOf(root)) {
    for (let path = file; path !== '.'; path = dirname(path)) {
      const folder = dirname(path)
      siblings.set(folder, (siblings.get(folder) ?? new Set()).add(path))
    }
  }
  return [...siblings].flatMap(([folder, { size }]) =>
    size > MOST_SIBLINGS ? [`${shown(root, folder)} holds ${size} files and folders; a folder has at most ${MOST_SIBLINGS}`] : [],
  )
}

/** The relative modules from which a file imports more than types. */
function importsOf(path: string): readonly string[] {
  const text = readFileSync(path, 'utf8')
  const { module } = parseSync(path, text)
  const imported = module.staticImports
    .filter(({ entries }) => entries.length === 0 || entries.some(({ isType }) => !isType))
    .map(({ moduleRequest }) => moduleRequest.value)
  const exported = module.staticExports.flatMap(({ entries }) =>
    entries.flatMap(({ isType, moduleRequest }) => (isType || !moduleRequest ? [] : [moduleRequest.value])),
  )
  const lazy = module.dynamicImports.map(({ moduleRequest }) => text.slice(moduleRequest.start + 1, moduleRequest.end - 1))
  return [...imported, ...exported, ...lazy].filter((specifier) => specifier.startsWith('.') && !specifier.endsWith('.css'))
}

function roomOf(file: string): string {
  return file.includes('/') ? (file.split('/')[0] ?? '') : TOP
}

function shown(root: string, file: string): string {
  return relative(join(packages, '..'), join(root, file))
}
