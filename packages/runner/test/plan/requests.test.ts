import { describe, expect, test } from 'vitest'
import { issuesOf, load, planOf } from './plan-of.ts'

describe('requests', () => {
  test('use defaults that the operation has a field for, and prefer their own values', async () => {
    const plan = await planOf(`version: 1
defaults: { provider: tiny, retries: 5, timeout: 2m, retry_on: [server], with: { seed: 3, prompt: from the defaults } }
jobs:
  a: { uses: text-to-video }
  b: { uses: extend, with: { source_video_id: "12", prompt: own }, retries: 0, timeout: 30s }`)
    expect(plan.instances[0]).toMatchObject({
      with: { prompt: 'from the defaults', seed: 3 },
      retries: { others: 5 },
      timeoutMs: 120_000,
      retryOn: ['server'],
    })
    expect(plan.instances[1]).toMatchObject({ with: { prompt: 'own', source_video_id: '12' }, retries: { others: 0 }, timeoutMs: 30_000 })
    expect(plan.instances[1]?.with).not.toHaveProperty('seed')
  })

  test('retries by class are merged into the defaults; a number replaces them', async () => {
    const plan = await planOf(`version: 1
defaults: { provider: tiny, retries: { server: 5, timeout: 1 } }
jobs:
  a: { uses: text-to-video, with: { prompt: x } }
  b: { uses: text-to-video, with: { prompt: x }, retries: { server: 0, network: 9 } }
  c: { uses: text-to-video, with: { prompt: x }, retries: 1 }`)
    expect(plan.instances.map(({ retries }) => retries)).toEqual([
      { others: 2, classes: { server: 5, timeout: 1 } },
      { others: 2, classes: { server: 0, timeout: 1, network: 9 } },
      { others: 1 },
    ])
  })

  test('a default that no job uses is a warning', async () => {
    const loaded = await load(
      'version: 1\ndefaults: { provider: tiny, with: { promt: x } }\njobs: { a: { uses: text-to-video, with: { prompt: x } } }',
    )
    expect(loaded).toMatchObject({ ok: true, warnings: [{ severity: 'warning', line: 2, column: 37, suggestion: 'prompt' }] })
  })

  test('fields may have their canonical names', async () => {
    const plan = await planOf('  a: { uses: image-to-video, with: { image: img-1, prompt: steam } }')
    expect(plan.instances[0]?.with).toEqual({ image_id: 'img-1', prompt: 'steam' })
    expect(await issuesOf('  a: { uses: image-to-video, with: { image: img-1, image_id: img-2, prompt: steam } }')).toEqual([
      '4:52 `image_id` and `image` are the same field',
    ])
  })

  test('values of expressions keep their type, and texts with outputs wait for them', async () => {
    const plan = await planOf(
      `version: 1
env: [SEED]
defaults: { provider: tiny }
vars: { seed: 8 }
jobs:
  a: { uses: text-to-video, with: { prompt: x, seed: "\${{ vars.seed }}" } }
  b: { uses: text-to-video, with: { prompt: "like \${{ jobs.a.outputs.video_id }}", seed: "\${{ env.SEED }}" } }`,
      { env: { SEED: '9', HOME: '/a/home' } },
    )
    expect(plan.instances[0]?.with).toEqual({ prompt: 'x', seed: 8 })
    expect(plan.instances[1]).toMatchObject({
      with: { prompt: { $text: ['like ', { $output: { instance: 'a', name: 'video_id' } }] }, seed: 9 },
      needs: ['a'],
    })
    expect(plan.env).toEqual({ SEED: '9' })
  })

  test('are priced by the document', async () => {
    const plan = await planOf('  a: { uses: text-to-video, with: { prompt: x } }')
    expect(plan.instances[0]?.price).toEqual({ credits: 10, unit: 'credit', usd: 0.1 })
  })
})

function animate(image: string): string {
  return `  a: { uses: image-to-video, with: { image_id: ${image}, prompt: steam } }`
}

describe('files', () => {
  const files = { 'assets/cup.png': 'png', 'assets/cup.mp4': 'mp4', 'assets/empty.png': '', 'assets/huge.png': 'x'.repeat(1_000_001) }

  test('become uploads in fields that accept them', async () => {
    const plan = await planOf(animate('{ file: ./assets/cup.png }'), { files })
    expect(plan.instances[0]?.with['image_id']).toEqual({ $file: 'assets/cup.png', upload: 'upload-image' })
  })

  test.each([
    ['{ file: assets/cupp.png }', '4:56 assets/cupp.png does not exist (assets/cup.png)'],
    ['{ file: assets/empty.png }', '4:56 assets/empty.png is empty'],
    ['{ file: assets/huge.png }', '4:56 assets/huge.png has 1.01 MB; the limit of the provider is 1 MB'],
    ['{ file: assets/cup.mp4 }', '4:56 assets/cup.mp4 has a type that the provider does not accept'],
    ['{ file: ../cup.png }', '4:56 ../cup.png leads out of the project'],
    ['{ file: /etc/passwd }', '4:56 the path of this file is not relative'],
    ['{ file: "a\\0b.png" }', '4:56 the path of this file contains a control character'],
    ['{ url: "https://x.example/a.png" }', '4:55 upload-image does not accept a URL'],
  ])('%s is refused before anything is sent', async (image, issue) => {
    const [found] = await issuesOf(animate(image), { files })
    expect(found).toBe(issue)
  })

  test('a field that accepts no file names those that do', async () => {
    expect(await issuesOf('  a: { uses: image-to-video, with: { image_id: img, prompt: { file: assets/cup.png } } }', { files })).toEqual([
      '4:61 `prompt` does not accept a file',
    ])
  })
})

describe('outputs', () => {
  test.each([
    ['../up.mp4', 'leads out of its folder'],
    ['a/../../up.mp4', 'leads out of its folder'],
    ['/abs.mp4', 'is not relative'],
    ['C:/abs.mp4', 'is not relative'],
    ['a\\\\b.mp4', 'contains a backslash'],
    ['folder/', 'names a folder'],
    ['a\\u0007.mp4', 'contains a control character'],
  ])('%s is refused', async (output, problem) => {
    const [issue] = await issuesOf(`  a: { uses: text-to-video, with: { prompt: x }, output: "${output}" }`)
    expect(issue).toMatch(new RegExp(`${problem}$`))
  })

  test('that would overwrite one another are reported before anything is paid', async () => {
    expect(
      await issuesOf(`
  a: { uses: text-to-video, with: { prompt: x }, output: Clip.mp4 }
  b: { uses: text-to-video, with: { prompt: x }, output: clip.mp4 }
  c: { takes: 2, uses: text-to-video, with: { prompt: x }, output: c.mp4 }
  d: { uses: text-to-video, with: { prompt: x }, output: c.mp4/d.mp4 }`),
    ).toEqual([
      '6:58 b and a both write clip.mp4 (as Clip.mp4: many disks do not distinguish capitals and small letters)',
      '7:68 c#2 and c#1 both write c.mp4',
      '8:58 c.mp4/d.mp4 needs a folder where c#1 puts its file c.mp4',
    ])
  })

  test('are below the output folder, which is beside the manifest', async () => {
    const plan = await planOf('version: 1\noutput_dir: ./out/spring\njobs: { a: { uses: tiny/text-to-video, with: { prompt: x } } }')
    expect(plan).toMatchObject({ outputDir: '/project/out/spring', name: 'shotlist', root: '/project' })
  })
})
