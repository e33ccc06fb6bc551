/**
 * Bundles the `shotlist` command and library into `dist/`: our own packages and the small libraries go in, so that one package installs
 * and a command loads a few files instead of hundreds. What holds binaries or fonts stays a dependency.
 *
 * Every file of the bundle lies in `dist/<folder>/`, as deep below the package as a module of `src/<room>/`: files of the package are found
 * by the same relative address from both.
 */
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { standaloneValidator } from '@shotlist/codegen/standalone-validator'
import { build } from 'rolldown'
import { dts } from 'rolldown-plugin-dts'
import { LOCKFILE_SCHEMAS } from '../src/store/lockfile-schema.ts'

const here = fileURLToPath(new URL('..', import.meta.url))
const repository = join(here, '../..')
const { dependencies } = JSON.parse(readFileSync(join(here, 'package.json'), 'utf8'))
const external = new RegExp(`^(node:|(${Object.keys(dependencies).join('|')})(/|$))`)
// 'import' or 'require' is added for each import as it is written.
const conditionNames = ['@shotlist/source', 'node', 'default']

for (const folder of ['cli', 'validators', 'review-page']) rmSync(join(here, 'dist', folder), { recursive: true, force: true })

/** What codegen reads beside its code lies beside the bundle. */
const dialectSchema = {
  name: 'dialect-schema',
  transform: {
    filter: { id: /codegen\/src\/rules\/dialect\/dialect-schema\.ts$/ },
    handler: (code) => code.replace('../../../schema/dialect.schema.json', './dialect.schema.json'),
  },
}
const { output } = await build({
  cwd: here,
  input: {
    main: 'src/cli/main.ts',
    index: 'src/index.ts',
    'inspect-worker': 'src/files/inspect-worker.ts',
    'render-worker': '../emulator/src/media/render-worker.ts',
    'probe-worker': '../emulator/src/files/probe-worker.ts',
  },
  platform: 'node',
  external,
  plugins: [dialectSchema],
  resolve: { conditionNames, mainFields: ['module', 'main'] },
  output: {
    dir: 'dist/cli',
    chunkFileNames: '[name]-[hash].js',
    // A short command spends most of its time on opening files: what the shortest ones load lies in two.
    codeSplitting: {
      groups: [
        // What the first file loads before it looks at the version of Node.js, and before compiled code is kept.
        { name: 'package', test: /errors\/own-package\.ts$/, priority: 3 },
        { name: 'validate', test: /cli\/(run-process|verbs\/begin\/validate\/validate)\.ts$/, priority: 2 },
        { name: 'plan', test: /cli\/verbs\/begin\/plan\/plan\.ts$/, priority: 1 },
      ],
    },
  },
})

await build({
  cwd: here,
  input: { index: 'dist/types/index.d.ts' },
  platform: 'node',
  external: /^(?!\.|\/|@shotlist\/)/,
  plugins: [dts({ dtsInput: true, emitDtsOnly: true })],
  output: { dir: 'dist/cli', chunkFileNames: '[name]-[hash].d.ts' },
})

/** Schemas whose validators are compiled now, by the name that `compiledValidator` knows them by. */
const schemas = new Map(Object.entries(LOCKFILE_SCHEMAS).map(([part, schema]) => [`lockfile/${part}`, schema]))
for (const file of readdirSync(join(here, 'catalog'))) {
  const { table, operations } = JSON.parse(readFileSync(join(here, 'catalog', file), 'utf8'))
  for (const [name, { input, advice }] of Object.entries(operations)) {
    schemas.set(`${table.id}/${name}`, input)
    if (advice !== undefined) schemas.set(`${table.id}/${name}.advice`, advice.schema)
  }
}

const keywords = join(repository, 'packages/codegen/src/keywords')
const modules = {
  // What the validators take the dialect's own keywords from.
  'shotlist/mentions': () => `export { checkMentions as default } from ${JSON.stringify(join(keywords, 'keyword-rules.ts'))}`,
  'shotlist/span': () => `export { checkSpan as default } from ${JSON.stringify(join(keywords, 'keyword-rules.ts'))}`,
  ...Object.fromEntries([...schemas].map(([name, schema]) => [`validator:${name}`, () => standaloneValidator(schema)])),
}
await build({
  cwd: here,
  input: Object.fromEntries([...schemas.keys()].map((name) => [name, `validator:${name}`])),
  platform: 'node',
  plugins: [{ name: 'validators', resolveId: (id) => (id in modules ? id : null), load: (id) => modules[id]?.() ?? null }],
  output: { dir: 'dist/validators', format: 'cjs', entryFileNames: '[name].cjs', chunkFileNames: 'runtime/[name].cjs' },
})

// What the bundled packages read beside their own code.
cpSync(join(repository, 'packages/review/dist/page'), join(here, 'dist/review-page'), { recursive: true })
cpSync(join(repository, 'packages/codegen/schema/dialect.schema.json'), join(here, 'dist/cli/dialect.schema.json'))

/** The licences of the libraries in the bundle, which ask to travel with their code. */
const packages = new Set(
  output.flatMap(({ moduleIds = [] }) => moduleIds.flatMap((id) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id)?.[0] ?? [])),
)
const notices = [...packages].toSorted().map((folder) => {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry))
  return `${name} ${version} (${license})\n\n${file === undefined ? '' : readFileSync(join(folder, file), 'utf8').trim()}\n`
})
writeFileSync(join(here, 'dist/cli/third-party-licenses.txt'), notices.join(`\n${'-'.repeat(80)}\n\n`))
