import { readdirSync, readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { type Random, seededRandom } from '../chaos/random.ts'
import { shotlistInProcess } from '../harness/in-process.ts'
import { folderOf } from '../harness/shotlist.ts'
import { type CaseReport, outputProblemsOf } from './findings.ts'
import { type Branch, isBranch, type Json, type Place, placesOf } from './places.ts'

/** The longest allowed report on a broken document: a few screens. */
const MOST_WORDS = 200_000

const NAMES = ['toString', 'constructor', 'valueOf', '__proto__', 'hasOwnProperty', '', 'x-shotlist', '$ref', 'a\nb', 'é'.repeat(300)]
const VALUES: readonly Json[] = [
  null,
  '',
  0,
  -1,
  1e300,
  true,
  [],
  {},
  'toString',
  [null],
  { toString: 1 },
  [{ toString: 1, valueOf: null }],
  { $ref: '#' },
  { $ref: '#/nowhere' },
  'x'.repeat(20_000),
  '${{ x',
  '\u001b[2J',
]

/** Ways to break a document at one place. */
const BREAKS: readonly ((place: Place, random: Random, all: readonly Place[]) => void)[] = [
  ({ holder, name }) => void delete holder[name],
  ({ holder, name }, random) => void (holder[name] = structuredClone(random.pick(VALUES))),
  ({ holder, name }, random) => {
    const value = holder[name] as Json
    delete holder[name]
    Object.defineProperty(holder, random.pick(NAMES), { value, enumerable: true, configurable: true, writable: true })
  },
  // Another part of the document, or a reference to it, which may create a cycle.
  ({ holder, name }, random, all) => {
    const other = valueOf(random.pick(all))
    // A part that was made very deep cannot be copied.
    if (JSON.stringify(other).length < 10_000) holder[name] = structuredClone(other)
  },
  ({ holder, name }, random, all) => void (holder[name] = { $ref: `#${random.pick(all).pointer}` }),
  ({ holder, name, pointer }) => void (holder[name] = { $ref: `#${pointer.split('/').slice(0, -1).join('/')}` }),
  ({ holder }, random) => void (holder[random.pick(NAMES)] = random.pick(VALUES)),
  ({ holder, name }, random) => {
    if (isBranch(holder[name])) holder[name]['pattern'] = random.pick(['^(a+)+$', '(', '^(?:a|a)*$', '(?<=a)b', '\\p{L}+', '(a*)*b'])
  },
  ({ holder, name }) => {
    let deep: Json = 1
    for (let depth = 0; depth < 1500; depth += 1) deep = { allOf: [deep] }
    holder[name] = deep
  },
  ({ holder, name }) => void (holder[name] = { enum: Array.from({ length: 20_000 }, (_, nth) => nth) }),
]

function valueOf({ holder, name }: Place): Json {
  return holder[name] as Json
}

const SHIPPED = ['pixverse', 'acedata', '302ai'].map((id) => new URL(`../../specs/${id}/openapi.yaml`, import.meta.url))
const INVENTED = ['dialect', 'vendors'].flatMap((folder) =>
  readdirSync(new URL(`../${folder}/`, import.meta.url), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.openapi.yaml') && !name.includes('vendor.openapi'))
    .map((name) => new URL(`../${folder}/${name.replaceAll('\\', '/')}`, import.meta.url)),
)
const DOCUMENTS = [...SHIPPED, ...INVENTED].map((url) => readFileSync(url, 'utf8'))

/** Breaks a shipped or an invented document in one to three places and uses it as the user's own: it is accepted, or refused with a clear message. */
export async function documentsCase(seed: number): Promise<CaseReport> {
  const random = seededRandom(seed)
  const document = parse(random.pick(DOCUMENTS), { maxAliasCount: -1 }) as Branch
  const broken: string[] = []
  const all = placesOf(document)
  for (let left = random.between(1, 3); left > 0; left -= 1) {
    const place = random.pick(all)
    random.pick(BREAKS)(place, random, all)
    broken.push(place.pointer)
  }
  const folder = await folderOf({
    'acme.json': JSON.stringify(document),
    'shotlist.yaml': `version: 1
providers: { acme: { spec: acme.json } }
jobs: { clip: { uses: acme/text-to-video, with: { prompt: "${'a'.repeat(40)}!", model: v5, quality: 360p, duration: 5 } } }
`,
  })
  try {
    const problems: string[] = []
    for (const args of [
      ['validate'],
      random.pick([['plan'], ['describe', 'acme'], ['describe', 'acme/text-to-video'], ['validate', '--json']]),
    ]) {
      const finished = await shotlistInProcess(args, { cwd: folder.path, env: { ACME_API_KEY: 'a-key' } })
      problems.push(...outputProblemsOf(args.join(' '), finished))
      if (args[0] === 'validate' && finished.code !== 0 && finished.code !== 2)
        problems.push(`validate ended with ${finished.code}: ${finished.stderr.slice(0, 500)}`)
      const length = finished.stdout.length + finished.stderr.length
      if (length > MOST_WORDS) problems.push(`${args.join(' ')} wrote ${length} characters`)
    }
    return { name: 'document', changed: broken.length, problems: problems.map((problem) => `${problem}\n  broken at ${broken.join(', ')}`) }
  } finally {
    await folder.remove()
  }
}
