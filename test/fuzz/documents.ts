import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { type Luck, seeded } from '../chaos/seeded.ts'
import { shotlistInProcess } from '../harness/in-process.ts'
import { folderOf } from '../harness/shotlist.ts'
import { type CaseReport, wordProblems } from './findings.ts'
import { type Branch, isBranch, type Json, type Place, placesOf } from './places.ts'

/** A document is broken in words that fill a few screens, not a book. */
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
  { $ref: '#' },
  { $ref: '#/nowhere' },
  'x'.repeat(20_000),
  '${{ x',
  '\u001b[2J',
]

/** Ways to break a document at a place of it. */
const BREAKS: readonly ((place: Place, luck: Luck, all: readonly Place[]) => void)[] = [
  ({ holder, name }) => void delete holder[name],
  ({ holder, name }, luck) => void (holder[name] = structuredClone(luck.pick(VALUES))),
  ({ holder, name }, luck) => {
    const value = holder[name] as Json
    delete holder[name]
    Object.defineProperty(holder, luck.pick(NAMES), { value, enumerable: true, configurable: true, writable: true })
  },
  // Another part of the document, or a reference to it: circles come of that.
  ({ holder, name }, luck, all) => void (holder[name] = structuredClone(valueOf(luck.pick(all)))),
  ({ holder, name }, luck, all) => void (holder[name] = { $ref: `#${luck.pick(all).pointer}` }),
  ({ holder, name, pointer }) => void (holder[name] = { $ref: `#${pointer.split('/').slice(0, -1).join('/')}` }),
  ({ holder }, luck) => void (holder[luck.pick(NAMES)] = luck.pick(VALUES)),
  ({ holder, name }, luck) => {
    if (isBranch(holder[name])) holder[name]['pattern'] = luck.pick(['^(a+)+$', '(', '^(?:a|a)*$', '(?<=a)b', '\\p{L}+', '(a*)*b'])
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

const DOCUMENTS = ['pixverse', 'acedata', '302ai'].map((id) =>
  readFileSync(new URL(`../../specs/${id}/openapi.yaml`, import.meta.url), 'utf8'),
)

/** A document that ships, broken in one to three places and given as one's own: it is taken, or refused in words. */
export async function documentsCase(seed: number): Promise<CaseReport> {
  const luck = seeded(seed)
  const document = parse(luck.pick(DOCUMENTS), { maxAliasCount: -1 }) as Branch
  const broken: string[] = []
  const all = placesOf(document)
  for (let left = luck.between(1, 3); left > 0; left -= 1) {
    const place = luck.pick(all)
    luck.pick(BREAKS)(place, luck, all)
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
      luck.pick([['plan'], ['describe', 'acme'], ['describe', 'acme/text-to-video'], ['validate', '--json']]),
    ]) {
      const finished = await shotlistInProcess(args, { cwd: folder.path, env: { ACME_API_KEY: 'a-key' } })
      problems.push(...wordProblems(args.join(' '), finished))
      if (args[0] === 'validate' && finished.code !== 0 && finished.code !== 2)
        problems.push(`validate ended with ${finished.code}: ${finished.stderr.slice(0, 500)}`)
      const length = finished.stdout.length + finished.stderr.length
      if (length > MOST_WORDS) problems.push(`${args.join(' ')} wrote ${length} characters`)
    }
    return { name: 'document', struck: broken.length, problems: problems.map((problem) => `${problem}\n  broken at ${broken.join(', ')}`) }
  } finally {
    await folder.remove()
  }
}
