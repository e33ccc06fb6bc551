import { describe, expect, test } from 'vitest'
import { issuesOf } from './plan-of.ts'

function rowsOf(table: string) {
  return `  a: { foreach: ${table}, uses: text-to-video, with: { prompt: "\${{ row.a }}" } }\n`
}

function withoutPlace(issue: string): string {
  return issue.replace(/^\S+ /, '')
}

describe('a typo', () => {
  test('an unclosed quote is reported at its beginning, not at the end of the file', async () => {
    const manifest = 'version: 1\njobs:\n  a:\n    uses: tiny/text-to-video\n    with: { prompt: "a fox }\n    output: a.mp4\n'
    expect(await issuesOf(manifest)).toEqual(['5:21 YAML: this quote is not closed'])
  })

  test('mistakes that only follow from a syntax error are not reported', async () => {
    const manifest =
      'version: 1\njobs:\n  a: { with: { prompt: ${{ vars.x }} } }\n  b: { with: { prompt: y } }\n  c: { with: { prompt: z } }\n'
    const issues = await issuesOf(manifest)
    expect(issues).toHaveLength(1)
    expect(issues[0]).toMatch(/^3:/)
  })

  test('a default is checked although another job has a mistake', async () => {
    const manifest = `version: 1
defaults: { provider: tinny, with: { promt: a fox, elsewhere: 1 } }
jobs:
  a: { uses: tiny/text-to-vido }
  b: { uses: tiny/text-to-video, with: { prompt: x } }
`
    expect(await issuesOf(manifest)).toEqual([
      '2:23 there is no provider `tinny` (tiny)',
      "2:38 no job's operation has a field `promt`, so this default does nothing (prompt)",
      '4:14 tiny has no operation `text-to-vido` (tiny/text-to-video)',
    ])
  })

  test('a required field with a misspelt name is not reported as missing too', async () => {
    expect(await issuesOf('  a: { uses: text-to-video, with: { promt: a fox } }\n')).toEqual([
      '4:37 tiny/text-to-video has no field `promt` (prompt)',
    ])
    expect(await issuesOf('  a: { uses: text-to-video, with: { elsewhere: a fox } }\n')).toContain('4:35 prompt is required')
  })

  test.each([
    ['wiht: { prompt: a fox }', 'a job has no key `wiht` (with)'],
    ['with: { prompt: "${{ matrix.look }}" }, matrx: { look: [a, b] }', 'a job has no key `matrx` (matrix)'],
    ['with: { prompt: "${{ take }}" }, taks: 2', 'a job has no key `taks` (takes)'],
    ['with: { prompt: "${{ take }}" }, takes: many', '`takes` must be a whole number from 1 to 1000, not the text "many"'],
    ['with: { prompt: "${{ row.id }}" }, foreach: 5', '`foreach` must be a text, not 5'],
    ['with: nonsense', '`with` must be a mapping of keys to values, not the text "nonsense"'],
    [
      'with: { prompt: "${{ matrix.look }}" }, matrix: nonsense',
      '`matrix` must be a mapping of axes to lists of values, not the text "nonsense"',
    ],
    ['with: { prompt: "${{ matrix.look }}" }, matrix: { look: clay }', 'the axis `look` must be a list of values'],
  ])('%s is one mistake, and reported once', async (rest, issue) => {
    const issues = await issuesOf(`  a: { uses: text-to-video, ${rest} }\n`)
    expect(issues.map(withoutPlace)).toEqual([issue])
  })

  test('a job without `uses` can still be referred to', async () => {
    const other = '  b: { uses: extend, with: { source_video_id: "${{ jobs.a.outputs.video_id }}", prompt: on }, needs: [a] }\n'
    expect(await issuesOf(`  a: { with: { prompt: a fox } }\n${other}`)).toEqual(['4:3 the job `a` has no `uses`'])
  })

  test.each([
    ['exclude: [{ n: "2" }]', 'the axis `n` has the number 2, and `exclude` names the text "2"'],
    ['exclude: [{ look: cly }]', 'the axis `look` has no value "cly", so this excludes nothing (clay)'],
    ['exclude: [{ n: 1, look: clay }, { n: 3 }]', 'the axis `n` has no value 3, so this excludes nothing'],
    ['include: [{ n: "2", more: x }]', 'the axis `n` has the number 2, and `include` names the text "2"'],
  ])('%s matches no cell, and is reported', async (entries, issue) => {
    const matrix = `{ n: [1, 2], look: [clay, ink], ${entries} }`
    const issues = await issuesOf(`  a: { matrix: ${matrix}, uses: text-to-video, with: { prompt: "\${{ matrix.n }}" } }\n`)
    expect(issues.map(withoutPlace)).toEqual([issue])
  })

  test('entries of `exclude` may overlap', async () => {
    const matrix = '{ n: [1, 2], look: [clay, ink], exclude: [{ n: 1 }, { look: clay }] }'
    expect(await issuesOf(`  a: { matrix: ${matrix}, uses: text-to-video, with: { prompt: "\${{ matrix.n }}" } }\n`)).toEqual([])
  })

  test('a table that does not exist or cannot be read is reported once', async () => {
    const files = { 'rows.csv': 'a,b\n1,2\n1,2,3\n' }
    expect(await issuesOf(rowsOf('rows.csv'), { files })).toEqual(['3:1 this row has 3 values, and the first line has 2 columns'])
    expect(await issuesOf(rowsOf('rwos.csv'), { files })).toEqual(['4:17 rwos.csv does not exist (rows.csv)'])
  })

  test.each(['${ vars.x }', '{{ vars.x }}', '{{matrix.look}}', '${jobs.a.outputs.video_id}'])(
    '%s is not an expression, and is reported before it is paid for',
    async (text) => {
      expect(await issuesOf(`  a: { uses: text-to-video, with: { prompt: "look: ${text}" } }\n`)).toEqual([
        `4:45 \`${text}\` is not an expression, and stays as it is`,
      ])
    },
  )

  test.each(['{ a }', '{{ a mask }}', '$5 {vars}', 'a {{varsity}} match'])('%s is plain text', async (text) => {
    expect(await issuesOf(`  a: { uses: text-to-video, with: { prompt: "look: ${text}" } }\n`)).toEqual([])
  })
})
