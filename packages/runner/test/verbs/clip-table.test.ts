import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readXlsx } from 'hucre/xlsx'
import { expect, test } from 'vitest'
import { begin } from '../harness/command.ts'
import { project } from '../harness/project.ts'

const MANIFEST = `jobs:
  clip: { uses: text-to-video, foreach: rows.csv, with: { prompt: "\${{ row.text }}" }, output: "\${{ row.id }}.mp4" }
  other: { uses: text-to-video, with: { prompt: x } }
`

test('report and status write each row back with state, file and cost', async () => {
  const { path } = await project({ manifest: MANIFEST, files: { 'rows.csv': 'id,text,state\na,=1+1,-5\nb,"two\nlines",x\n' } })
  const place = { cwd: path, env: {} }
  expect(await begin(['rehearse', '--quiet', '--speed', '600', '--only', 'clip[row=a]'], place).finished).toMatchObject({ code: 0 })
  for (const verb of ['report', 'status']) {
    const done = await begin([verb, '--rehearsal', '--table', 'clips.csv'], place).finished
    expect(done).toMatchObject({ code: 0, stdout: 'clips.csv\n' })
    const text = await readFile(join(path, 'clips.csv'), 'utf8')
    const lines = text.split('\r\n')
    expect(lines[0]).toBe('\uFEFFid,text,state,clip,shotlist_state,file,cost,unit,usd,task_id,reason')
    expect(lines[1]).toMatch(/^a,'=1\+1,-5,clip\[row=a\],done,[^,]*a\.mp4,\d+,/)
    expect(lines[2]).toMatch(/^b,"two\nlines",x,clip\[row=b\],planned,,0,/)
    expect(lines[3]).toMatch(/^,,,other,planned,/)
  }
  expect(await begin(['report', '--rehearsal', '--table', 'clips.xlsx'], place).finished).toMatchObject({ code: 0 })
  const { sheets } = await readXlsx(await readFile(join(path, 'clips.xlsx')))
  expect(sheets[0]?.rows[1]?.slice(0, 5)).toEqual(['a', '=1+1', '-5', 'clip[row=a]', 'done'])
  expect(sheets[0]?.cells?.get('1,1')?.formula).toBeUndefined()
  const refused = await begin(['status', '--table', 'clips.txt'], place).finished
  expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('--table writes .csv and .xlsx, not clips.txt') as unknown })
})
