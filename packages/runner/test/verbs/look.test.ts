import { readFileSync } from 'node:fs'
import { expect, describe as suite, test } from 'vitest'
import { plan } from '../../src/cli/verbs/begin/plan/plan.ts'
import { schema } from '../../src/cli/verbs/help/schema/schema.ts'
import { describe } from '../../src/cli/verbs/providers/describe/describe.ts'
import { providers } from '../../src/cli/verbs/providers/providers/providers.ts'
import { folderWith, runVerb } from './run-verb.ts'

function manifest(budget: string): string {
  return `version: 1
name: aurora
budget: ${budget}
defaults: { provider: pixverse, with: { model: v5, quality: 540p, duration: 5 } }
jobs:
  hero: { uses: text-to-video, with: { prompt: a glacier, aspect_ratio: "16:9" }, tags: [main] }
  long: { uses: extend, with: { source_video_id: "\${{ jobs.hero.outputs.video_id }}", prompt: go on } }
  looks: { matrix: { look: [anime, clay] }, uses: text-to-video, with: { prompt: "\${{ matrix.look }}", aspect_ratio: "1:1" } }
`
}

suite('plan', () => {
  test('shows jobs, prices and the budget', async () => {
    const { status, stdout } = await runVerb(plan, { cwd: await folderWith({ 'shotlist.yaml': manifest('{ usd: 2 }') }) })
    expect(status).toBe(0)
    expect(stdout).toBe(`aurora  shotlist.yaml

   job    uses                    clips  length        cost         what a run does  after
+  hero   pixverse/text-to-video      1     5 s  45 credits  $0.45  renders
+  long   pixverse/extend             1    10 s  45 credits  $0.45  renders          hero
+  looks  pixverse/text-to-video      2    10 s  90 credits  $0.90  renders

pixverse: 5 at once, 60 requests per minute
about 2 min, assuming about a minute per clip

4 clips to render into renders for 180 credits ($1.80), within the budget of $2.00.
`)
  })

  test('has its own exit status if it is over the budget', async () => {
    const cwd = await folderWith({ 'shotlist.yaml': manifest('{ credits: 500, providers: { pixverse: { usd: 1 } } }') })
    const all = await runVerb(plan, { cwd })
    expect(all.status).toBe(3)
    expect(all.stdout).toContain('over the budget: $1.80 needed at pixverse, $1.00 allowed.')
    const some = await runVerb(plan, { cwd, options: { only: ['long'] } })
    expect(some.status).toBe(0)
    expect(some.stdout).toContain('2 clips to render')
  })

  test('as JSON has stable names, and is the same on every machine', async () => {
    const cwd = await folderWith({ 'shotlist.yaml': manifest('{ usd: 1 }') })
    const { status, stdout } = await runVerb(plan, { cwd, options: { json: true } })
    expect(status).toBe(3)
    expect(stdout).not.toContain(cwd)
    const value = JSON.parse(stdout) as { jobs: unknown[] }
    expect(value).toMatchObject({
      version: 1,
      name: 'aurora',
      output_dir: 'renders',
      total: { clips: 4, seconds: 25, credits: 180, usd: 1.8, without_price: 0, without_usd: 0 },
      budget: { usd: 1, ok: false, over: [{ unit: 'usd', cap: 1, needed: 1.8 }] },
      providers: { pixverse: { concurrency: 5, clips: 4, unit: 'credit' } },
    })
    expect(value.jobs[1]).toMatchObject({
      id: 'long',
      job: 'long',
      provider: 'pixverse',
      operation: 'extend',
      output: 'long.mp4',
      needs: ['hero'],
      credits: 45,
      line: 7,
    })
  })

  test('is a graph', async () => {
    const cwd = await folderWith({ 'shotlist.yaml': manifest('{}') })
    expect((await runVerb(plan, { cwd, options: { graph: 'mermaid' } })).stdout).toBe(`flowchart LR
  j0["hero<br/>pixverse/text-to-video"]
  j1["long<br/>pixverse/extend"]
  j2["looks × 2<br/>pixverse/text-to-video"]
  j0 --> j1
`)
    expect((await runVerb(plan, { cwd, options: { graph: 'dot' } })).stdout).toContain('"hero" -> "long";')
  })

  test('refuses an unknown name, with a suggestion', async () => {
    const cwd = await folderWith({ 'shotlist.yaml': manifest('{}') })
    await expect(runVerb(plan, { cwd, options: { only: ['heroo'] } })).rejects.toMatchObject({
      code: 'usage',
      hint: 'Did you mean `hero`?',
    })
  })
})

suite('providers and describe', () => {
  test('list the shipped providers, and show whether a key is set, but not the key', async () => {
    const { stdout } = await runVerb(providers, { cwd: await folderWith({}), env: { PIXVERSE_API_KEY: 'sk-very-secret' } })
    expect(stdout).toMatch(/^pixverse +PixVerse .* PIXVERSE_API_KEY \(set\)$/m)
    expect(stdout).toMatch(/^302ai .* AI302_API_KEY \(not set\)$/m)
    expect(stdout).not.toContain('secret')
  })

  test('show which files a field accepts, and what a balance is counted in', async () => {
    const cwd = await folderWith({})
    const shown = async (operation: string) => (await runVerb(describe, { cwd, args: [operation] })).stdout.replaceAll(/\s+/g, ' ')
    expect(await shown('pixverse/image-to-video')).toMatch(/Files: image\/png, .*; at most 20 MB; at most 10000 pixels on a side\./)
    expect(await shown('pixverse/balance')).toContain('balance number What the account holds. Unit: credit.')
  })

  test('show an operation with fields, rules, outputs, prices and an example', async () => {
    const { stdout } = await runVerb(describe, { cwd: await folderWith({}), args: ['pixverse/extend'] })
    for (const part of ['Fields\n', 'source_video_id', 'Rules\n', 'Outputs\n  video_url', 'Price\n', 'Example\n  jobs:\n'])
      expect(stdout).toContain(part)
    expect(
      Math.max(
        ...stdout
          .split('Price\n')[0]!
          .split('\n')
          .map((line) => line.length),
      ),
    ).toBeLessThanOrEqual(100)
  })

  test('show how long a provider remembers a key', async () => {
    const acme = readFileSync(new URL('../../../../examples/vendor/acme.openapi.yaml', import.meta.url), 'utf8')
    const shown = async (idempotency: string, options = {}) => {
      const text = acme.replace('idempotency: Idempotency-Key', `idempotency: ${idempotency}`)
      const cwd = await folderWith({ 'acme.openapi.yaml': text })
      return (await runVerb(describe, { cwd, args: ['acme'], options: { spec: 'acme.openapi.yaml', ...options } })).stdout
    }
    const forAnHour = '{ at: "$request.header.Idempotency-Key", lifetime: 1h }'
    expect(await shown('Idempotency-Key')).toContain('safe for 24 h (assumed): the provider recognises it by its Idempotency-Key')
    expect(await shown(forAnHour)).toContain('safe for 60 min: the provider recognises it by its Idempotency-Key')
    expect(JSON.parse(await shown(forAnHour, { json: true }))).toMatchObject({ idempotent: true, key_lifetime_seconds: 3600 })
  })

  test('show the fields of objects in lists', async () => {
    const { stdout } = await runVerb(describe, { cwd: await folderWith({}), args: ['pixverse/fusion'] })
    expect(stdout).toMatch(/^ {2}image_references {2}object\[\]\n(.+\n)+? {6}img_id {2}required {2}integer from 0\n {8}The picture/m)
  })

  test('write JSON for other programs', async () => {
    const { stdout } = await runVerb(describe, { cwd: await folderWith({}), args: ['pixverse/extend'], options: { json: true } })
    expect(JSON.parse(stdout)).toMatchObject({ id: 'pixverse/extend', kind: 'task', unit: 'credit', schema: { type: 'object' } })
  })

  test('suggest a name for a typo', async () => {
    const cwd = await folderWith({})
    const hint = (name: string): Promise<unknown> =>
      runVerb(describe, { cwd, args: [name] }).then(
        () => undefined,
        (error: { hint?: unknown }) => error.hint,
      )
    expect(await hint('pixvers')).toBe('Did you mean `pixverse`?')
    expect(await hint('pixverse/exten')).toBe('Did you mean `pixverse/extend`?')
    expect(await hint('extend')).toMatch(/Name the provider: `shotlist describe \w+\/extend`/)
  })
})

test('schema prints the JSON Schema of manifests', async () => {
  const cwd = await folderWith({})
  const { stdout } = await runVerb(schema, { cwd })
  expect(JSON.parse(stdout)).toMatchObject({ type: 'object', required: ['version', 'jobs'] })
})

test('docs/json.md lists every field of JSON output', async () => {
  const page = readFileSync(new URL('../../../../docs/json.md', import.meta.url), 'utf8')
  const cwd = await folderWith({ 'shotlist.yaml': manifest('{ usd: 1, providers: { pixverse: { usd: 1 } } }') })
  const objects = [
    await runVerb(plan, { cwd, options: { json: true } }),
    await runVerb(providers, { cwd, options: { json: true } }),
    await runVerb(describe, { cwd, args: ['pixverse/extend'], options: { json: true } }),
  ].map(({ stdout }) => JSON.parse(stdout) as unknown)
  const [planned, [provider], operation] = objects as [Record<string, unknown> & { jobs: object[] }, object[], object]
  const named = [planned, planned['total'], planned['budget'], ...planned.jobs, provider, operation].flatMap((object) =>
    Object.keys(object as object),
  )
  expect(named.filter((name) => !page.includes(`\`${name}\``))).toEqual([])
})
