import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { shotlistInProcess } from '../../../../test/harness/in-process.ts'
import { VERBS } from '../../src/cli/verbs.ts'
import { folderWith } from './run-verb.ts'

const document = await readFile(new URL('../../../../examples/vendor/acme.openapi.yaml', import.meta.url), 'utf8')
const extension = /^x-provider:\n(?: .*\n)+/m.exec(document)?.[0] ?? ''

/** A vendor's own document, and the overlay that makes it a provider. */
const files = {
  'vendor/v.yaml': document.replace(extension, ''),
  'own/o.yaml': `overlay: 1.1.0\ninfo: { title: a, version: "1" }\nactions:\n- target: $\n  update:\n    ${extension.replaceAll('\n', '\n    ')}\n`,
}

const WITH_OVERLAY = ['--spec', 'vendor/v.yaml', '--overlay', 'own/o.yaml']

const COMMANDS = {
  describe: ['describe', 'acme/text-to-video'],
  providers: ['providers', '--json'],
  schema: ['schema'],
  call: ['call', 'acme/text-to-video', '--dry-run', '--prompt', 'fox', '--seconds', '4'],
}

test('every command with --spec has --overlay', async () => {
  const all = await Promise.all(Object.values(VERBS).map((load) => load()))
  const withSpec = all.filter(({ options = [] }) => options.some(({ flags }) => flags.startsWith('--spec')))
  expect(withSpec.map(({ name }) => name).toSorted()).toEqual([...Object.keys(COMMANDS), 'emulate'].toSorted())
  for (const { options = [] } of withSpec) expect(options.map(({ flags }) => flags)).toContain('--overlay <file>')
})

test('a document named on the command line is completed by its overlay', async () => {
  const cwd = await folderWith(files)
  for (const words of Object.values(COMMANDS)) {
    const { code, stdout, stderr } = await shotlistInProcess([...words, ...WITH_OVERLAY], { cwd })
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toContain('acme')
  }
  const stop = new AbortController()
  const served = await shotlistInProcess(['emulate', ...WITH_OVERLAY], { cwd, signal: stop.signal, onOutput: () => stop.abort() })
  expect(served.stdout).toMatch(/^export ACME_BASE_URL=http/m)
})

test('mistakes are shown in the file that holds them', async () => {
  const cwd = await folderWith({
    ...files,
    'own/bad.yaml': files['own/o.yaml'].replace('dialect: 1', 'dialect: 9'),
    'own/empty.yaml': '',
  })
  const shown = async (...words: readonly string[]) => (await shotlistInProcess([...COMMANDS.describe, ...words], { cwd })).stderr
  expect(await shown('--spec', 'vendor/v.yaml', '--overlay', 'own/bad.yaml')).toMatch(
    /^own\/bad\.yaml:7:\d+: error: dialect must be 1, not 9/m,
  )
  expect(await shown('--spec', 'vendor/v.yaml', '--overlay', 'own/empty.yaml')).toMatch(/^own\/empty\.yaml:1:1: error: /m)
  expect(await shown('--spec', 'vendor/v.yaml', '--overlay', 'none.yaml')).toMatch(/^none\.yaml:1:1: error: the overlay does not exist/m)
  expect(await shown('--spec', 'vendor/v.yaml', '--overlay', '.env')).toMatch(/^\.env.*: error: .*reads nothing there/m)
  expect(await shown('--spec', 'vendor/none.yaml', '--overlay', 'own/o.yaml')).toMatch(
    /^vendor\/none\.yaml:1:1: error: the document does not exist/m,
  )
  expect(await shown('--overlay', 'own/o.yaml')).toContain('there is no --spec (usage)')
})
