/**
 * Holds the floors of each package: a room (a folder below `src`) imports only from rooms on the floors below its own. Types may come from
 * anywhere. Prints every import that climbs, and ends with status 1 if there is one.
 */
import { globSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseSync } from 'oxc-parser'

const TOP = 'files beside the rooms'

/** From the ground up. Rooms on one floor do not import each other, except those that are joined by `+`: circles that are to go. */
const FLOORS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  core: [
    ['contract', 'errors', 'prices'],
    ['http'],
    ['json', 'transfer'],
    ['expressions', 'validation'],
    ['answers', 'requests', 'tasks', 'webhooks'],
    ['client'],
    [TOP],
  ],
  codegen: [
    ['issues', 'write'],
    ['spec'],
    ['dialect + explain + ir + keywords'],
    ['capabilities', 'coverage'],
    ['emit'],
    ['rules'],
    [TOP],
    ['commands'],
    ['cli'],
  ],
  emulator: [
    ['answers', 'documents', 'files', 'ledger', 'media', 'scenario'],
    ['memory', 'requests', 'tasks'],
    ['provider + webhooks'],
    ['http'],
    [TOP],
  ],
  review: [['contract', 'format', 'posters'], ['model'], ['live + state'], ['elements'], ['keys + views'], [TOP]],
  runner: [['errors'], ['manifest'], ['plan'], ['job'], ['store'], ['files'], ['run'], ['show'], ['cli'], [TOP]],
}

const packages = fileURLToPath(new URL('../packages/', import.meta.url))
const problems = Object.entries(FLOORS).flatMap(([name, floors]) => climbing(join(packages, name, 'src'), floors))
for (const problem of problems) console.error(problem)
if (problems.length > 0) process.exitCode = 1

/** The imports of a package that break its floors, and the rooms that have none. */
function climbing(root: string, floors: readonly (readonly string[])[]): string[] {
  const floorOf = new Map(
    floors.flatMap((floor, level) => floor.flatMap((group) => group.split(' + ').map((room) => [room, { level, group }] as const))),
  )
  const files = globSync('**/*.{ts,tsx}', { cwd: root }).filter((file) => !/\.(test|gen)\.tsx?$/.test(file))
  return files.flatMap((file) => {
    const from = roomOf(file)
    const own = floorOf.get(from)
    if (own === undefined) return [`${shown(root, file)}: ${from} has no floor: add it to scripts/check-floors.ts`]
    return importsOf(join(root, file)).flatMap((specifier) => {
      const target = relative(root, join(root, dirname(file), specifier))
      const to = roomOf(target)
      const other = floorOf.get(to)
      const isBelow = from === to || (other !== undefined && (other.level < own.level || other.group === own.group))
      return isBelow ? [] : [`${shown(root, file)}: ${from} imports ${target}, which is not below it`]
    })
  })
}

/** Relative modules that a file takes more than types from. */
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
