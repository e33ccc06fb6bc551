import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { validateXML } from 'xmllint-wasm'
import { type Finished, folderOf, ROOT, shotlist } from '../harness/shotlist.ts'

// One run in which jobs end in every possible way, as a step of GitHub Actions.

const MANIFEST = `version: 1
name: "launch <&> \\"quotes\\""
budget: { usd: 40 }
defaults: { provider: pixverse, retries: 0, with: { model: v5, quality: 360p, duration: 5 } }
jobs:
  hero:
    uses: text-to-video
    with: { prompt: a glacier, aspect_ratio: "16:9" }
  longer:
    matrix: { light: [dawn, "noon, bright", "dusk | <b>"] }
    uses: extend
    with: { source_video_id: "\${{ jobs.hero.outputs.video_id }}", prompt: "\${{ matrix.light }}" }
    output: longer/\${{ slug(matrix.light) }}.mp4
  longest:
    matrix: \${{ jobs.longer.matrix }}
    uses: extend
    with: { source_video_id: "\${{ jobs.longer.outputs.video_id }}", prompt: on }
    output: longest/\${{ slug(matrix.light) }}.mp4
  still:
    uses: acedata/image-to-video
    with: { model: v4.5, prompt: steam, image_url: "https://example.com/cup.png" }
`

let folder: Awaited<ReturnType<typeof folderOf>>
let finished: Finished
function read(name: string) {
  return readFile(join(folder.path, name), 'utf8')
}

beforeAll(async () => {
  folder = await folderOf({ 'clips/launch.yaml': MANIFEST, 'broken.yaml': 'version: 1\njobs:\n  hero:\n    uses: pixverse/text-to-vide\n' })
  finished = await shotlist(
    [
      'rehearse',
      'clips/launch.yaml',
      '--speed=600',
      '--allow-unpriced',
      '--junit=report.xml',
      '--fault=extend:task-fails,class=moderation',
      '--fault=image-to-video:drop-after',
    ],
    { cwd: folder.path, env: { CI: 'true', ...step() } },
  )
})
afterAll(() => folder.remove())

/** The environment that GitHub gives a step. */
function step() {
  return { GITHUB_ACTIONS: 'true', GITHUB_WORKSPACE: folder.path, GITHUB_STEP_SUMMARY: join(folder.path, 'summary.md') }
}

function annotationsIn(output: string) {
  return output.split('\n').filter((line) => /^::(error|warning|notice) /.test(line))
}

test('the run ends with the status for a decision', () => {
  expect({ code: finished.code, internal: (finished.stdout + finished.stderr).includes('(internal)') }).toEqual({
    code: 4,
    internal: false,
  })
})

describe('the JUnit report', () => {
  test('is valid', async () => {
    const schema = await readFile(join(ROOT, 'test/ci/junit.xsd'), 'utf8')
    const { valid, errors } = await validateXML({ xml: [{ fileName: 'report.xml', contents: await read('report.xml') }], schema: [schema] })
    expect({ valid, errors: errors.map(({ message }) => message) }).toEqual({ valid: true, errors: [] })
  })

  test('reports how each clip ended, and the line of its job', async () => {
    const report = await read('report.xml')
    expect(report).toContain('tests="8" failures="3" errors="1"')
    expect(report).toContain('skipped="3"')
    expect(report).toContain('name="hero"')
    expect(report).toMatch(/<testcase name="longer\[light=dawn\]"[^>]* file="clips\/launch.yaml" line="9"><failure type="moderation"/)
    expect(report).toContain('<property name="manifest" value="clips/launch.yaml"/>')
  })
})

describe('the step summary', () => {
  test('begins with the result and the cost', async () => {
    const summary = await read('summary.md')
    expect(summary).toMatch(/^## ⚠️ launch &lt;&amp;> .*: 1 done, 3 failed, 3 blocked, 1 uncertain\n/)
    expect(summary).toMatch(/clips\/launch.yaml would cost \*\*.+\*\*, of a budget of \$40\.00, in /)
  })

  test('has a row for each job, and the reason of each failure', async () => {
    const summary = await read('summary.md')
    expect(summary).toContain('| job | done | up to date | failed | other | credits |')
    expect(summary).toMatch(/\n\| longer \| {2}\| {2}\| 3 \| {2}\| 0 \|\n/)
    expect(summary).toContain('### Failed')
    expect(summary).toContain('### Uncertain')
    expect(summary).toContain('moderation')
  })

  test('text from the user neither ends a cell nor becomes HTML', async () => {
    const row = (await read('summary.md')).split('\n').find((line) => line.includes('dusk'))
    expect(row).toContain(String.raw`dusk \| &lt;b>`)
    expect(row?.split(/(?<!\\)\|/)).toHaveLength(4)
  })
})

/** The step summary of a command that fails before its run starts. */
async function summaryOf(name: string, args: readonly string[]) {
  const file = join(folder.path, name)
  await shotlist(args, { cwd: folder.path, env: { CI: 'true', ...step(), GITHUB_STEP_SUMMARY: file } })
  return await readFile(file, 'utf8')
}

describe('the summary of a run that could not start', () => {
  test('lists the mistakes of the manifest', async () => {
    const summary = await summaryOf('mistakes.md', ['run', 'broken.yaml'])
    expect(summary).toMatch(/^## ❌ The manifest has mistakes; nothing was sent\n/)
    expect(summary).toMatch(/\n\| broken.yaml:4:11 \| .*Did you mean pixverse\/text-to-video\?.* \|\n/)
  })

  test('gives the reason and what to do', async () => {
    const summary = await summaryOf('no-key.md', ['run', '--yes', 'clips/launch.yaml', '--only', 'hero'])
    expect(summary).toContain('(missing-key)')
    expect(summary).toContain(String.raw`PIXVERSE\_API\_KEY`)
  })
})

describe('annotations', () => {
  test('one for each failed job, on its line of the manifest, with all its reasons', () => {
    const [failed, ...others] = annotationsIn(finished.stderr).filter((line) => line.startsWith('::error'))
    expect(others).toEqual([])
    expect(failed).toMatch(/^::error file=clips\/launch\.yaml,line=9,col=3,title=longer%3A 3 clips failed::/)
    expect(failed).toContain('%0A')
    expect(failed).toContain('longer[light=dusk | <b>]')
  })

  test('a warning for an uncertain submission', () => {
    const warnings = annotationsIn(finished.stderr).filter((line) => line.startsWith('::warning'))
    expect(warnings).toHaveLength(1)
    expect(warnings[0]).toMatch(/^::warning file=clips\/launch\.yaml,line=19,col=3,title=still uncertain::still: /)
  })

  test.each(['validate', 'plan', 'run'])('mistakes of the manifest that %s finds', async (verb) => {
    const { code, stderr } = await shotlist([verb, 'broken.yaml'], { cwd: folder.path, env: { CI: 'true', ...step() } })
    expect(code).toBe(2)
    expect(annotationsIn(stderr)).toEqual([expect.stringMatching(/^::error file=broken\.yaml,line=4,col=11,endColumn=\d+,title=.+::.+/)])
  })

  test('other errors, which have no file', async () => {
    const { code, stderr } = await shotlist(['run', '--yes', 'clips/launch.yaml', '--only', 'hero'], {
      cwd: folder.path,
      env: { CI: 'true', ...step() },
    })
    expect(code).toBe(5)
    expect(annotationsIn(stderr)).toEqual([expect.stringMatching(/^::error title=missing-key::.*PIXVERSE_API_KEY/)])
  })

  test('none elsewhere', async () => {
    const { stderr } = await shotlist(['validate', 'broken.yaml'], { cwd: folder.path })
    expect(annotationsIn(stderr)).toEqual([])
  })
})
