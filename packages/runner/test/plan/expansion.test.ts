import { describe, expect, test } from 'vitest'
import { issuesOf, planOf } from './plan-of.ts'

function ids(plan: { instances: readonly { id: string }[] }): readonly string[] {
  return plan.instances.map(({ id }) => id)
}

describe('matrix', () => {
  test('has a cell for each combination, without those excluded, and with those included', async () => {
    const plan = await planOf(`
  social:
    matrix:
      ratio: ["16:9", "1:1"]
      look: [anime, clay]
      exclude: [{ ratio: "1:1", look: clay }]
      include: [{ ratio: "4:3", look: comic }]
    uses: text-to-video
    with: { prompt: "\${{ matrix.look }} \${{ matrix.ratio }}" }`)
    expect(ids(plan)).toEqual([
      'social[ratio=16:9,look=anime]',
      'social[ratio=16:9,look=clay]',
      'social[ratio=1:1,look=anime]',
      'social[ratio=4:3,look=comic]',
    ])
    expect(plan.instances.map(({ output }) => output)).toEqual([
      'social-16-9-anime.mp4',
      'social-16-9-clay.mp4',
      'social-1-1-anime.mp4',
      'social-4-3-comic.mp4',
    ])
  })

  test('an include that matches a cell adds its values to it and keeps its name', async () => {
    const plan = await planOf(`
  a:
    matrix: { look: [anime, clay], include: [{ look: clay, mood: dark }, { look: anime, mood: light }] }
    uses: text-to-video
    with: { prompt: "\${{ matrix.look }} \${{ matrix.mood }}" }`)
    expect(plan.instances.map(({ id, with: request }) => [id, request['prompt']])).toEqual([
      ['a[look=anime]', 'anime light'],
      ['a[look=clay]', 'clay dark'],
    ])
  })

  test('a job with the cells of another has one instance for each', async () => {
    const plan = await planOf(`
  b: { matrix: "\${{ jobs.a.matrix }}", uses: extend, with: { source_video_id: "\${{ jobs.a.outputs.video_id }}", prompt: go on }, needs: [a] }
  a: { matrix: { n: [1, 2] }, uses: text-to-video, with: { prompt: "\${{ matrix.n }}" } }
  c: { matrix: "\${{ jobs.b.matrix }}", uses: extend, with: { source_video_id: "\${{ jobs.a.outputs.video_id }}", prompt: and on } }`)
    expect(ids(plan)).toEqual(['a[n=1]', 'a[n=2]', 'b[n=1]', 'b[n=2]', 'c[n=1]', 'c[n=2]'])
    expect(plan.instances.map(({ needs }) => needs)).toEqual([[], [], ['a[n=1]'], ['a[n=2]'], ['a[n=1]'], ['a[n=2]']])
  })

  test('a reference to a job with several clips needs its cells', async () => {
    expect(
      await issuesOf(`
  a: { matrix: { n: [1, 2] }, uses: text-to-video, with: { prompt: x } }
  b: { uses: extend, with: { source_video_id: "\${{ jobs.a.outputs.video_id }}", prompt: go on } }`),
    ).toEqual(['6:52 `a` makes 2 clips; this reference does not say which one it means'])
  })

  test('a billion cells are refused before they are built', async () => {
    const axis = `[${Array.from({ length: 1000 }, (_, index) => index).join(', ')}]`
    // Built one by one, they would fill the memory before they were counted.
    expect(await issuesOf(`  a: { matrix: { x: ${axis}, y: ${axis}, z: ${axis} }, uses: text-to-video, with: { prompt: x } }`)).toEqual([
      '4:16 this matrix has 1,000,000,000 cells; the limit is 100,000 clips',
    ])
  })

  test('values are escaped so that no two ids are the same', async () => {
    const plan = await planOf(`  a: { matrix: { x: ["a,b=c", "a]", "${'long '.repeat(40)}"] }, uses: text-to-video, with: { prompt: x } }`)
    expect(ids(plan)).toEqual(['a[x=a%2Cb%3Dc]', 'a[x=a%5D]', expect.stringMatching(/^a\[x=long .{40,60}~[0-9a-f]{8}\]$/)])
  })
})

describe('takes', () => {
  test('have different seeds; a given seed is increased for each', async () => {
    const plan = await planOf(`
  a: { takes: 2, uses: text-to-video, with: { prompt: x } }
  b: { takes: 2, uses: text-to-video, with: { prompt: x, seed: 2147483647 } }`)
    expect(ids(plan)).toEqual(['a#1', 'a#2', 'b#1', 'b#2'])
    const seeds = plan.instances.map((instance) => instance.with['seed'])
    expect(new Set(seeds).size).toBe(4)
    expect(seeds.slice(2)).toEqual([2147483647, 0])
    expect((await planOf(`\n  a: { takes: 2, uses: text-to-video, with: { prompt: y } }`)).instances[0]?.with['seed']).toBe(seeds[0])
  })

  test('a job that refers to takes waits for a pick, or has one instance for each take', async () => {
    const plan = await planOf(`
  a: { takes: 2, uses: text-to-video, with: { prompt: x }, pick: first }
  picked: { uses: extend, with: { source_video_id: "\${{ jobs.a.outputs.video_id }}", prompt: go on } }
  each: { takes: "\${{ jobs.a.takes }}", uses: extend, with: { source_video_id: "\${{ jobs.a.outputs.video_id }}", prompt: "take \${{ take }}" } }`)
    const [picked, first, second] = plan.instances.slice(2)
    expect(plan.instances[0]?.pick).toBe('first')
    expect(picked).toMatchObject({
      id: 'picked',
      needs: [],
      picks: [{ id: 'a', candidates: ['a#1', 'a#2'] }],
      with: { source_video_id: { $output: { instance: 'a', name: 'video_id' } } },
    })
    expect(first).toMatchObject({ id: 'each#1', needs: ['a#1'], picks: [], with: { prompt: 'take 1' } })
    expect(second).toMatchObject({ id: 'each#2', needs: ['a#2'] })
  })

  test('a single take needs no pick', async () => {
    const plan = await planOf(`
  a: { takes: 1, uses: text-to-video, with: { prompt: x } }
  b: { uses: extend, with: { source_video_id: "\${{ jobs.a.outputs.video_id }}", prompt: go on } }`)
    expect(plan.instances[1]).toMatchObject({ needs: ['a#1'], picks: [] })
  })

  test('of a job without takes cannot be followed', async () => {
    expect(
      await issuesOf(`
  a: { uses: text-to-video, with: { prompt: x } }
  b: { takes: "\${{ jobs.a.takes }}", uses: text-to-video, with: { prompt: x } }`),
    ).toEqual(['6:15 `a` has no takes'])
  })
})

/** A manifest with a job for the rows of a file. */
function shop(file: string): string {
  return `  shop: { foreach: ${file}, uses: text-to-video, with: { prompt: "\${{ row.tagline }}", seed: "\${{ row.seed }}" }, output: "\${{ row.sku }}.mp4" }`
}

async function mistakes(file: string, text: string): Promise<readonly string[]> {
  return issuesOf(`  a: { foreach: ${file}, uses: text-to-video, with: { prompt: x } }`, { files: { [file]: text } })
}

describe('rows', () => {
  const expected = [
    ['shop[row=A-1]', { prompt: 'blue, bold', seed: 5 }, 'A-1.mp4'],
    ['shop[row=A-2]', { prompt: 'rose', seed: 6 }, 'A-2.mp4'],
  ]

  test.each([
    ['p.csv', '\uFEFFsku,tagline,seed\nA-1,"blue, bold",5\n\nA-2,rose,6\n'],
    ['p.json', '[{"sku":"A-1","tagline":"blue, bold","seed":5},{"sku":"A-2","tagline":"rose","seed":6}]'],
    ['p.jsonl', '{"sku":"A-1","tagline":"blue, bold","seed":5}\n{"sku":"A-2","tagline":"rose","seed":6}\n'],
    ['p.yaml', '- { sku: A-1, tagline: "blue, bold", seed: 5 }\n- { sku: A-2, tagline: rose, seed: 6 }\n'],
  ])("are read from %s, with texts converted to the field's type", async (file, text) => {
    const plan = await planOf(shop(file), { files: { [file]: text } })
    expect(plan.instances.map(({ id, with: request, output }) => [id, request, output])).toEqual(expected)
  })

  test('are identified by their content if no column names them, not by their position', async () => {
    const job2 = '  a: { foreach: p.csv, uses: text-to-video, with: { prompt: "${{ row.text }}" } }'
    const before = await planOf(job2, { files: { 'p.csv': 'text\none\ntwo\n' } })
    const after = await planOf(job2, { files: { 'p.csv': 'text\nnew\ntwo\none\n' } })
    const name = (plan: typeof before, prompt: string): string | undefined =>
      plan.instances.find((instance) => instance.with['prompt'] === prompt)?.id
    for (const prompt of ['one', 'two']) expect(name(after, prompt)).toBe(name(before, prompt))
  })

  test('a chosen key column needs a different value in every row', async () => {
    expect(
      await issuesOf('  a: { foreach: { file: p.csv, key: n }, uses: text-to-video, with: { prompt: x } }', {
        files: { 'p.csv': 'n,m\n1,a\n1,b\n,c\n' },
      }),
    ).toEqual(['4:37 p.csv:3 has the same `n` as line 2: 1', '4:37 p.csv:4 has no `n`, which names the row'])
  })

  test('mistakes in a table have their place in the table', async () => {
    expect((await mistakes('p.csv', 'a,b\n1,2\n1,2,3\n'))[0]).toMatch(/^3:1 this row has 3 values/)
    expect((await mistakes('p.json', '[{"a":1},\n{"a":}]'))[0]).toMatch(/^2:6 JSON: Unexpected token/)
    expect((await mistakes('p.jsonl', '{"a":1}\n[2]\n'))[0]).toBe('2:1 this line is not a JSON object')
    expect((await mistakes('p.yaml', '- a: 1\n- b\n'))[0]).toBe('2:3 a row must be a mapping')
    expect((await mistakes('p.txt', 'x'))[0]).toBe('4:17 `p.txt` is not a table')
    expect(await mistakes('p.csv', 'a\n')).toEqual(['4:17 p.csv has no rows'])
  })

  test('64-bit ids of a table keep their digits', async () => {
    const job = '  a: { foreach: p.json, uses: extend, with: { source_video_id: "${{ row.id }}", prompt: go on } }'
    const plan = await planOf(job, { files: { 'p.json': '[{"id": 9007199254740993}]' } })
    expect(plan.instances[0]?.with['source_video_id']).toBe(9007199254740993n)
    expect(plan.instances[0]?.id).toBe('a[row=9007199254740993]')
  })
})
