import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'

// Measures how much a newcomer has to read: `node scripts/measure-house.ts [--root <checkout>] [--life <file,file,...>]`. Counts the
// handwritten files of the packages, without tests. The life of one job is the files of that section in ARCHITECTURE.md, unless `--life` is
// given.
const { values } = parseArgs({ options: { root: { type: 'string', default: '.' }, life: { type: 'string' } } })
const root = resolve(values.root)

type Source = { readonly path: string; readonly lines: readonly string[]; readonly imports: readonly Import[] }
type Import = { readonly path: string; readonly names: readonly string[] }

const IMPORT = /^(?:import|export)\s+(?:type\s+)?(?:(\*[^'"]*|[\w$]+(?:\s*,\s*\{[^}]*\})?|\{[^}]*\})\s+from\s+)?['"]([^'"]+)['"]/gm
/** The imported name of another package, which is read through its entry point. */
const ENTRY_POINTS: Readonly<Record<string, string>> = Object.fromEntries(
  globSync('packages/*/package.json', { cwd: root }).map((file) => [
    (JSON.parse(readFileSync(join(root, file), 'utf8')) as { name: string }).name,
    join(root, dirname(file), 'src/index.ts'),
  ]),
)

function namesOf(clause: string): string[] {
  return clause
    .replace(/[{}]/g, ',')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
}

function read(path: string): Source {
  const text = readFileSync(path, 'utf8')
  const imports = [...text.matchAll(IMPORT)].flatMap(([, clause = '', from = '']) => {
    const target = from.startsWith('.') ? resolve(dirname(path), from) : ENTRY_POINTS[from]
    return target === undefined || !existsSync(target) ? [] : [{ path: target, names: namesOf(clause) }]
  })
  return { path, lines: text.split('\n'), imports }
}

const paths = globSync('packages/*/src/**/*.{ts,tsx}', { cwd: root })
  .filter((path) => !/\.(?:test|gen)\.tsx?$/.test(path))
  .map((path) => join(root, path))
const sources = new Map(paths.map((path) => [path, read(path)]))

/** How many files of its own package a file depends on, types included. Another package counts as one file. */
function closureOf(path: string): number {
  const home = path.slice(root.length).split('/', 3).join('/')
  const reached = new Set<string>()
  const next = [path]
  for (let each = next.pop(); each !== undefined; each = next.pop()) {
    for (const { path: imported } of sources.get(each)?.imports ?? []) {
      if (reached.has(imported) || imported === path) continue
      reached.add(imported)
      if (imported.startsWith(`${root}${home}/`)) next.push(imported)
    }
  }
  return reached.size
}

function sorted(numbers: readonly number[]): number[] {
  return numbers.toSorted((one, other) => one - other)
}
function quantile(numbers: readonly number[], share: number): number {
  return sorted(numbers)[Math.floor((numbers.length - 1) * share)] ?? 0
}
function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0)
}
function percent(part: number): string {
  return `${Math.round((100 * part) / sources.size)} %`
}

const all = [...sources.values()]
const lengths = all.map(({ lines }) => lines.length - 1)
const importers = new Map<string, number>()
for (const { imports } of all)
  for (const path of new Set(imports.map((each) => each.path))) importers.set(path, (importers.get(path) ?? 0) + 1)
const closures = paths.map(closureOf)
const text = all.map(({ lines }) => lines.join('\n'))
const importLines = sum(text.map((each) => sum([...each.matchAll(IMPORT)].map(([found]) => found.split('\n').length))))

/** The files of the life of one job. */
function lifeOfOneJob(): string[] {
  if (values.life !== undefined) return values.life.split(',').map((path) => join(root, path))
  const page = join(root, 'ARCHITECTURE.md')
  if (!existsSync(page)) return []
  const section = /## The life of one job\n([\s\S]*?)(?:\n## |$)/.exec(readFileSync(page, 'utf8'))?.[1] ?? ''
  return [...new Set([...section.matchAll(/packages\/[\w/.-]+\.ts/g)].map(([path]) => join(root, path)))]
}

const life = lifeOfOneJob()
const taken = life.flatMap((path) => sources.get(path)?.imports ?? [])

/** Types that list the possible states of a job, a task or an attempt. */
const STATES = /type (\w*(?:State|Status|Phase|Progress|Stage|Action|Outcome))(?:<[^>]*>)? =\s*((?:\s*\|?\s*'[^']+')+)/g
const lists = text.flatMap((each) =>
  [...each.matchAll(STATES)].map(([, name = '', words = '']) => ({ name, words: words.match(/'[^']+'/g) ?? [] })),
)

const rows: readonly (readonly [string, string | number])[] = [
  ['files', sources.size],
  ['lines', sum(lengths)],
  ['lines of a file, mean', Math.round(sum(lengths) / sources.size)],
  ['lines of a file, median', quantile(lengths, 0.5)],
  ['lines of a file, most', Math.max(...lengths)],
  ['files up to 30 lines', percent(lengths.filter((length) => length <= 30).length)],
  ['files that exactly one other imports', percent(paths.filter((path) => importers.get(path) === 1).length)],
  ['lines that import', `${importLines} (${Math.round((100 * importLines) / sum(lengths))} %)`],
  ['files behind a file, 90th percentile', quantile(closures, 0.9)],
  ['files behind a file, most', Math.max(...closures)],
  ['most siblings in a folder', Math.max(...[...Map.groupBy(paths, (path) => dirname(path)).values()].map(({ length }) => length))],
  ['life of one job, files', life.length],
  ['life of one job, names taken', new Set(taken.flatMap(({ path, names }) => names.map((name) => `${path} ${name}`))).size],
  ['life of one job, from files', new Set(taken.map(({ path }) => path)).size],
  ['lists of states', lists.length],
  ['words in them', new Set(lists.flatMap(({ words }) => words)).size],
  ['conditional spreads', sum(text.map((each) => each.match(/\.\.\.\([^()]*(?:\([^()]*\)[^()]*)*(?:\?|&&)/g)?.length ?? 0))],
]
for (const [name, value] of rows) console.log(`${name.padEnd(40)}${value}`)
