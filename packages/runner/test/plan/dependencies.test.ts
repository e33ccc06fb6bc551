import { describe, expect, test } from 'vitest'
import { type Selection, select } from '../../src/plan/select.ts'
import { issuesOf, planOf } from './plan-of.ts'

const CHAIN = `
  last: { uses: extend, with: { source_video_id: "\${{ jobs.middle.outputs.video_id }}", prompt: z }, tags: [end] }
  middle: { uses: extend, with: { source_video_id: "\${{ jobs.first.outputs.video_id }}", prompt: y } }
  first: { uses: text-to-video, with: { prompt: x } }
  other: { matrix: { n: [1, 2] }, uses: text-to-video, with: { prompt: x }, tags: [end, side] }
  after: { uses: text-to-video, with: { prompt: x }, needs: [other] }`

describe('dependencies', () => {
  test('put each instance after those it needs', async () => {
    const plan = await planOf(CHAIN)
    expect(plan.instances.map(({ id }) => id)).toEqual(['first', 'middle', 'last', 'other[n=1]', 'other[n=2]', 'after'])
    expect(plan.instances.at(-1)?.needs).toEqual(['other[n=1]', 'other[n=2]'])
  })

  test('a cycle is shown as its path', async () => {
    expect(
      await issuesOf(`
  a: { uses: extend, with: { source_video_id: "\${{ jobs.c.outputs.video_id }}", prompt: x } }
  b: { uses: text-to-video, with: { prompt: x }, needs: [a] }
  c: { uses: text-to-video, with: { prompt: x }, needs: [b] }
  d: { uses: text-to-video, with: { prompt: x }, needs: [d] }`),
    ).toEqual(['5:3 these jobs wait for one another: a -> c -> b -> a', '8:3 `d` waits for itself'])
  })

  test('a chain of ten thousand jobs works', async () => {
    const jobs = Array.from(
      { length: 10_000 },
      (_, index) => `  j${index}: { uses: text-to-video, with: { prompt: x }, needs: [${index === 9999 ? '' : `j${index + 1}`}] }`,
    )
    const plan = await planOf(jobs.join('\n'))
    expect(plan.instances[0]?.id).toBe('j9999')
  })

  test('another provider accepts neither an id nor, in place of an id, a URL', async () => {
    expect(
      await issuesOf(`
  a: { uses: text-to-video, with: { prompt: x } }
  b: { uses: other/extend, with: { source_video_id: "\${{ jobs.a.outputs.video_id }}", prompt: x } }`),
    ).toEqual(['6:58 `a` runs at tiny; other does not know its `video_id`'])
  })

  test('unknown names are reported with a suggestion', async () => {
    expect(
      await issuesOf(`
  hero: { uses: text-to-video, with: { prompt: x } }
  b: { uses: extend, with: { source_video_id: "\${{ jobs.herro.outputs.video_id }}", prompt: x }, needs: [hreo] }
  c: { uses: extend, with: { source_video_id: "\${{ jobs.hero.outputs.videoid }}", prompt: x } }`),
    ).toEqual([
      '6:52 there is no job `herro` (hero)',
      '6:106 there is no job `hreo` (hero)',
      '7:52 `hero` has no output `videoid` (video_id)',
    ])
  })
})

async function names(selection: Selection): Promise<readonly string[]> {
  return select(await planOf(CHAIN), selection).instances.map(({ id }) => id)
}

describe('selection', () => {
  test('includes dependencies', async () => {
    expect(await names({ only: ['last'] })).toEqual(['first', 'middle', 'last'])
    expect(await names({ only: ['after'] })).toEqual(['other[n=1]', 'other[n=2]', 'after'])
  })

  test('knows instances by id, jobs by glob, and tags', async () => {
    expect(await names({ only: ['other[n=2]'] })).toEqual(['other[n=2]'])
    expect(await names({ only: ['oth*'] })).toEqual(['other[n=1]', 'other[n=2]'])
    expect(await names({ only: ['other[n={1,3}]'] })).toEqual(['other[n=1]'])
    expect(await names({ tags: ['side'] })).toEqual(['other[n=1]', 'other[n=2]'])
    expect(await names({ tags: ['end'], only: ['last'] })).toEqual(['first', 'middle', 'last'])
  })

  test('--skip also skips dependents', async () => {
    expect(await names({ skip: ['middle'] })).toEqual(['first', 'other[n=1]', 'other[n=2]', 'after'])
    expect(await names({ skip: ['other[n=1]'] })).toEqual(['first', 'middle', 'last', 'other[n=2]'])
  })

  test('reports names that match nothing', async () => {
    expect(select(await planOf(CHAIN), { only: ['nope*', 'first'], tags: ['endd'] }).unmatched).toEqual(
      ['nope*', 'endd'].toSorted().toReversed(),
    )
  })
})
