import { describe, expect, test } from 'vitest'
import { issuesOf, planOf } from './plan-of.ts'

const FILES = { 'shop.csv': 'id,price,seed\na,3,7\nb,12,\n' }
const ROW = 'prompt: "${{ row.id }}"'

/** A chain of two jobs with the same cells, the second one with keys of its own. */
function chain(own: string) {
  return `  clip: { uses: text-to-video, matrix: { n: [1, 2] }, if: "\${{ matrix.n != 1 }}", with: { prompt: x } }
  longer:
    uses: extend
    matrix: \${{ jobs.clip.matrix }}${own}
    with: { source_video_id: "\${{ jobs.clip.outputs.video_id }}", prompt: x }`
}

/** A job with two cells and a condition, and one that needs it. */
function needed(condition: string) {
  return `  intro: { uses: text-to-video, matrix: { n: [1, 2] }, if: ${condition}, with: { prompt: x } }
  main: { uses: text-to-video, needs: intro, with: { prompt: x } }`
}

describe('if', () => {
  test('drops the rows for which it is false, with all their takes, and says why', async () => {
    const plan = await planOf(`  shop: { uses: text-to-video, foreach: shop.csv, takes: 2, if: row.price > 5, with: { ${ROW} } }`, {
      files: FILES,
    })
    expect(plan.instances.map(({ id }) => id)).toEqual(['shop[row=b]#1', 'shop[row=b]#2'])
    expect(plan.dropped).toEqual([
      { id: 'shop[row=a]', job: 'shop', if: 'row.price > 5', values: { 'row.price': '3' }, at: { line: 4, column: 65 } },
    ])
  })

  test('a job that refers to a dropped cell is an error with both places, or is dropped by its own `if`', async () => {
    expect(await issuesOf(chain(''))).toEqual(['8:35 `clip[n=1]` makes no clip: line 4 drops it with `if: matrix.n != 1`'])
    const plan = await planOf(chain('\n    if: matrix.n > 1'))
    expect(plan.instances.map(({ id, needs }) => [id, needs])).toEqual([
      ['clip[n=2]', []],
      ['longer[n=2]', ['clip[n=2]']],
    ])
  })

  test('`needs` waits for the cells that are left, and refuses a job without any', async () => {
    expect((await planOf(needed('matrix.n == 2'))).instances.at(-1)?.needs).toEqual(['intro[n=2]'])
    expect(await issuesOf(needed('false'))).toEqual(['5:39 `intro` makes no clip: line 4 drops it with `if: false`'])
  })

  test('a reference to a job with several cells means the only one that is left', async () => {
    const plan = await planOf(`  clip: { uses: text-to-video, matrix: { n: [1, 2] }, if: matrix.n == 2, with: { prompt: x } }
  longer: { uses: extend, with: { source_video_id: "\${{ jobs.clip.outputs.video_id }}", prompt: x } }`)
    expect(plan.instances.at(-1)?.needs).toEqual(['clip[n=2]'])
  })

  test.each([
    ['row.prize > 5', '4:71 `row` has no `prize` (price)'],
    ['row.price', '4:67 a condition is true or false, and this is the text "3"'],
    ['row.price = 5', '4:77 `=` is not valid in an expression (==)'],
    ['"${{ row.price }} > 5"', '4:67 `if` has text outside of `${{ }}`, so it would always be a text'],
    ['take < 2', '4:67 `if` drops a cell with all its takes, so there is no `take` here'],
    [
      "jobs.shop.outputs.video_id != ''",
      '4:67 `if` decides when planning, and an output of another job is known only when that job is done',
    ],
    ['[true]', '4:67 `if` must be an expression, not a list'],
    ['5', '4:67 `if` must be an expression, not 5'],
    ['row.id > 5', '4:67 `>` cannot compare the text "a" with the number 5'],
  ])('`if: %s` is one mistake at its place', async (condition, message) => {
    const issues = await issuesOf(`  shop: { uses: text-to-video, takes: 2, foreach: shop.csv,   if: ${condition}, with: { ${ROW} } }`, {
      files: FILES,
    })
    expect(issues[0]).toBe(message)
    expect(new Set(issues.map((issue) => issue.split(' ')[0])).size).toBe(1)
  })
})

describe('optional', () => {
  test('leaves the field out where the cell is empty, so that the default or the derived seed stands in', async () => {
    const job = `  shop: { uses: text-to-video, foreach: shop.csv, with: { ${ROW}, seed: "\${{ optional(row.seed) }}" } }`
    const [a, b] = (await planOf(job, { files: FILES })).instances
    expect(a?.with['seed']).toBe(7)
    expect(b?.with['seed']).not.toBe('')
    const plan = await planOf(`version: 1\ndefaults: { provider: tiny, with: { seed: 3 } }\njobs:\n${job}`, { files: FILES })
    expect(plan.instances.map((instance) => instance.with['seed'])).toEqual([7, 3])
  })

  test('is refused where there is no field to leave out', async () => {
    expect(
      await issuesOf(
        `  shop: { uses: text-to-video, foreach: shop.csv, with: { prompt: "a \${{ optional(row.seed) }}" }, output: "\${{ optional(row.id) }}" }`,
        { files: FILES },
      ),
    ).toEqual([
      '4:74 `optional` leaves out a field of a request, so it must be the whole value of one',
      '4:113 `optional` leaves out a field of a request, so it must be the whole value of one',
    ])
  })
})
