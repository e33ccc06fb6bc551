import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { loadPlan } from '../../src/plan/load-plan.ts'

let project: string
beforeAll(async () => {
  const outer = await mkdtemp(join(tmpdir(), 'shotlist-texts-'))
  project = join(outer, 'project')
  for (const folder of ['.git', 'campaign/prompts', 'shared']) mkdirSync(join(project, folder), { recursive: true })
  writeFileSync(join(outer, 'secret.md'), 'secret')
  writeFileSync(join(project, 'campaign/prompts/hero.md'), '\uFEFFA bottle\r\non a glacier\r\n')
  writeFileSync(join(project, 'campaign/prompts/latin.md'), Buffer.from([0x61, 0x0a, 0xe9, 0x0a]))
  writeFileSync(join(project, 'campaign/prompts/template.md'), '${{ vars.product }}')
  writeFileSync(join(project, 'campaign/prompts/large.md'), 'x'.repeat(1_000_001))
  writeFileSync(join(project, 'campaign/prompts/empty.md'), '')
  symlinkSync(join(outer, 'secret.md'), join(project, 'campaign/prompts/link.md'))
  writeFileSync(join(project, 'shared/tone.md'), 'warm light')
  writeFileSync(join(project, 'shared/rows.csv'), 'id\na\nb\n')
})

async function plan(prompt: string, more = '') {
  writeFileSync(
    join(project, 'campaign/shotlist.yaml'),
    `version: 1
jobs:
  hero:
    uses: pixverse/text-to-video${more}
    with: { model: v5, quality: 540p, duration: 5, aspect_ratio: "16:9", prompt: "\${{ ${prompt} }}" }
`,
  )
  return loadPlan({ manifestPath: 'shotlist.yaml', cwd: join(project, 'campaign'), env: {} })
}

test('`file` reads a text anywhere in the project, with plain line ends', async () => {
  const hero = await plan("file('prompts/hero.md')")
  expect(hero.ok && hero.plan.instances[0]?.with['prompt']).toBe('A bottle\non a glacier')
  const both = await plan("format('{0}, {1}', row.id, file('../shared/tone.md'))", '\n    foreach: ../shared/rows.csv')
  expect(both.ok && both.plan.instances.map((instance) => instance.with['prompt'])).toEqual(['a, warm light', 'b, warm light'])
})

test.each([
  ['prompts/herro.md', 'no-file', 'prompts/herro.md does not exist', 'prompts/hero.md'],
  ['prompts', 'no-file', 'prompts is a folder', undefined],
  ['prompts/empty.md', 'bad-file', 'prompts/empty.md is empty', undefined],
  ['prompts/latin.md', 'not-utf8', 'prompts/latin.md:2:1 is not UTF-8', undefined],
  ['prompts/large.md', 'bad-file', 'prompts/large.md has 1.01 MB; the limit of a text is 1 MB', undefined],
  [
    'prompts/template.md',
    'not-an-expression',
    'prompts/template.md contains `${{`, and expressions in a file are not evaluated',
    undefined,
  ],
  ['prompts/link.md', 'outside-project', 'prompts/link.md is a link that leads out of the project', undefined],
  ['../../secret.md', 'outside-project', '../../secret.md leads out of the project', undefined],
  ['prompts/../../../secret.md', 'bad-path', 'the path of this file leads out of its folder', undefined],
  ['/etc/passwd', 'bad-path', 'the path of this file is not relative', undefined],
  ['../.git/config', 'private-file', '../.git/config is in .git, and Shotlist reads nothing there', undefined],
])('file(%s) is refused: %s', async (path, code, message, suggestion) => {
  const loaded = await plan(`file('${path}')`)
  expect(loaded.ok ? [] : loaded.issues.map((issue) => [issue.code, issue.message, issue.suggestion])).toEqual([
    [code, message, suggestion],
  ])
})
