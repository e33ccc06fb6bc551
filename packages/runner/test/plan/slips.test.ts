import { describe, expect, test } from 'vitest'
import { issuesOf } from './plan-of.ts'

const rowsOf = (table: string) => `  a: { foreach: ${table}, uses: text-to-video, with: { prompt: "\${{ row.a }}" } }\n`

describe('a slip of the pen', () => {
  test('a quote that is not closed is shown where it begins, not where the file ends', async () => {
    const manifest = 'version: 1\njobs:\n  a:\n    uses: tiny/text-to-video\n    with: { prompt: "a fox }\n    output: a.mp4\n'
    expect(await issuesOf(manifest)).toEqual(['5:21 YAML: this quote is not closed'])
  })

  test('what only follows from a mistake of syntax is not told', async () => {
    const manifest =
      'version: 1\njobs:\n  a: { with: { prompt: ${{ vars.x }} } }\n  b: { with: { prompt: y } }\n  c: { with: { prompt: z } }\n'
    const issues = await issuesOf(manifest)
    expect(issues).toHaveLength(1)
    expect(issues[0]).toMatch(/^3:/)
  })

  test('a default is looked at although another job has a mistake', async () => {
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

  test('a required field whose name has a slip is not missing as well', async () => {
    expect(await issuesOf('  a: { uses: text-to-video, with: { promt: a fox } }\n')).toEqual([
      '4:37 tiny/text-to-video has no field `promt` (prompt)',
    ])
    expect(await issuesOf('  a: { uses: text-to-video, with: { elsewhere: a fox } }\n')).toContain('4:35 prompt is required')
  })

  test('a table that is not there, or cannot be read, is told of once', async () => {
    const files = { 'rows.csv': 'a,b\n1,2\n1,2,3\n' }
    expect(await issuesOf(rowsOf('rows.csv'), { files })).toEqual(['3:1 this row has 3 values, and the first line names 2 columns'])
    expect(await issuesOf(rowsOf('rwos.csv'), { files })).toEqual(['4:17 rwos.csv does not exist (rows.csv)'])
  })

  test.each(['${ vars.x }', '{{ vars.x }}', '{{matrix.look}}', '${jobs.a.outputs.video_id}'])(
    '%s is no expression, and would be paid for as it stands',
    async (text) => {
      expect(await issuesOf(`  a: { uses: text-to-video, with: { prompt: "look: ${text}" } }\n`)).toEqual([
        `4:45 \`${text}\` stays as it is written`,
      ])
    },
  )

  test.each(['{ a }', '{{ a mask }}', '$5 {vars}', 'a {{varsity}} match'])('%s is a text like any other', async (text) => {
    expect(await issuesOf(`  a: { uses: text-to-video, with: { prompt: "look: ${text}" } }\n`)).toEqual([])
  })
})
