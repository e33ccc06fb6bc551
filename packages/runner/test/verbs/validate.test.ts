import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { validate } from '../../src/cli/verbs/begin/validate/validate.ts'
import type { Issue } from '../../src/errors/issue.ts'
import { folderWith, runVerb } from './run-verb.ts'

const TEN_MISTAKES = `version: 1
vars: { product: Aurora bottle }
conccurency: 4
defaults:
  provider: pixverse
  timeout: 20 minutes
  with: { model: v5, quality: 720p, duration: 5 }
jobs:
  hero:
    uses: text-to-vidoe
    with: { prompt: "\${{ vars.prodct }} at sunrise", aspect_ratio: "16:9" }
  wide:
    uses: text-to-video
    with: { prompt: a beach, aspect_ratio: "16:10", durration: 5 }
    output: ../wide.mp4
  long:
    uses: extend
    with: { source_video_id: "\${{ jobs.wide.outputs.video_idd }}", prompt: go on }
  shop:
    uses: image-to-video
    with: { img_id: { file: assets/botle.png }, prompt: it turns }
    needs: [heroo]
`

test('lists ten mistakes at once, each with its place, excerpt, reason and suggestion', async () => {
  const cwd = await folderWith({ 'shotlist.yaml': TEN_MISTAKES, 'assets/bottle.png': 'png' })
  const { status, stdout, stderr } = await runVerb(validate, { cwd })
  expect(status).toBe(2)
  expect(stdout).toBe('')
  expect(stderr).toBe(`shotlist.yaml:3:1: error: a manifest has no key \`conccurency\` (unknown-key)
  3 | conccurency: 4
    | ^^^^^^^^^^^
  = did you mean \`concurrency\`?

shotlist.yaml:6:12: error: \`timeout\` must be a duration, not the text "20 minutes" (wrong-type)
  6 |   timeout: 20 minutes
    |            ^^^^^^^^^^
  = Write a duration as \`90s\`, \`20m\` or \`2h\`.

shotlist.yaml:10:11: error: pixverse has no operation \`text-to-vidoe\` (unknown-operation)
  10 |     uses: text-to-vidoe
     |           ^^^^^^^^^^^^^
  = did you mean \`pixverse/text-to-video\`?

shotlist.yaml:11:31: error: \`vars\` has no \`prodct\` (unknown-name)
  11 |     with: { prompt: "\${{ vars.prodct }} at sunrise", aspect_ratio: "16:9" }
     |                               ^^^^^^
  = did you mean \`product\`?

shotlist.yaml:14:44: error: aspect_ratio must be one of 16:9, 4:3, 1:1, 3:4, 9:16, 2:3, 3:2 or 21:9, not 16:10 (bad-request)
  14 |     with: { prompt: a beach, aspect_ratio: "16:10", durration: 5 }
     |                                            ^^^^^^^

shotlist.yaml:14:53: error: pixverse/text-to-video has no field \`durration\` (unknown-field)
  14 |     with: { prompt: a beach, aspect_ratio: "16:10", durration: 5 }
     |                                                     ^^^^^^^^^
  = did you mean \`duration\`?

shotlist.yaml:15:13: error: the output \`../wide.mp4\` leads out of its folder (bad-path)
  15 |     output: ../wide.mp4
     |             ^^^^^^^^^^^
  = Write a path that stays inside the folder, with \`/\` between its parts.

shotlist.yaml:18:35: error: \`wide\` has no output \`video_idd\` (unknown-output)
  18 |     with: { source_video_id: "\${{ jobs.wide.outputs.video_idd }}", prompt: go on }
     |                                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  = did you mean \`video_id\`?
  = pixverse/text-to-video has: video_url, video_id, seed, width, height, size.

shotlist.yaml:21:29: error: assets/botle.png does not exist (no-file)
  21 |     with: { img_id: { file: assets/botle.png }, prompt: it turns }
     |                             ^^^^^^^^^^^^^^^^
  = did you mean \`assets/bottle.png\`?
  = Paths are relative to the manifest's folder.

shotlist.yaml:22:13: error: there is no job \`heroo\` (unknown-job)
  22 |     needs: [heroo]
     |             ^^^^^
  = did you mean \`hero\`?

10 errors
`)
})

test('writes them as JSON', async () => {
  const cwd = await folderWith({ 'shotlist.yaml': TEN_MISTAKES, 'assets/bottle.png': 'png' })
  const { status, stdout, stderr } = await runVerb(validate, { cwd, options: { json: true } })
  expect([status, stderr]).toEqual([2, ''])
  const { ok, issues } = JSON.parse(stdout) as { ok: boolean; issues: readonly Issue[] }
  expect(ok).toBe(false)
  expect(issues).toHaveLength(10)
  expect(issues[0]).toEqual({
    code: 'unknown-key',
    severity: 'error',
    file: 'shotlist.yaml',
    line: 3,
    column: 1,
    end_column: 12,
    path: 'conccurency',
    message: 'a manifest has no key `conccurency`',
    suggestion: 'concurrency',
    excerpt: { text: 'conccurency: 4', at: 0 },
  })
})

test("mistakes of a user's document have places in the document", async () => {
  const cwd = await folderWith({
    'shotlist.yaml':
      'version: 1\nproviders: { acme: { spec: ./acme.yaml } }\njobs: { a: { uses: acme/text-to-video, with: { prompt: x } } }\n',
    'acme.yaml': 'openapi: 3.1.0\ninfo: { title: Acme, version: "1" }\npaths: {}\nx-provider: { dialect: 1, idd: acme }\n',
  })
  const { status, stderr } = await runVerb(validate, { cwd })
  expect(status).toBe(2)
  expect(stderr).toMatch(/^acme\.yaml:4:\d+: error: /m)
  expect(stderr).toMatch(/^shotlist\.yaml:2:28: error: the document of acme has \d+ mistakes \(document\)$/m)
})

test('an overlay beside the document completes it, and its mistakes have places in the overlay', async () => {
  const document = await readFile(new URL('../../../../examples/vendor/acme.openapi.yaml', import.meta.url), 'utf8')
  const extension = /^x-provider:\n(?: .*\n)+/m.exec(document)?.[0] ?? ''
  const overlay = `overlay: 1.1.0\ninfo: { title: a, version: "1" }\nactions:\n- target: $\n  update:\n    ${extension.replaceAll('\n', '\n    ')}\n`
  const files = {
    'shotlist.yaml':
      'version: 1\nproviders: { acme: { spec: v.yaml, overlay: o.yaml } }\njobs: { a: { uses: acme/text-to-video, with: { prompt: x } } }\n',
    'v.yaml': document.replace(extension, ''),
  }
  const good = await runVerb(validate, { cwd: await folderWith({ ...files, 'o.yaml': overlay }) })
  expect(good.stdout).toBe('valid: shotlist.yaml: 1 job, 1 clip at acme\n')
  const bad = await runVerb(validate, { cwd: await folderWith({ ...files, 'o.yaml': overlay.replace('dialect: 1', 'dialect: 9') }) })
  expect(bad.stderr).toMatch(/^o\.yaml:7:\d+: error: dialect must be 1, not 9/m)
  const none = await runVerb(validate, { cwd: await folderWith(files) })
  expect(none.stderr).toMatch(/^shotlist\.yaml:2:\d+: error: o\.yaml does not exist/m)
})

test('reports a valid manifest as valid, and warns about an unknown value', async () => {
  const manifest =
    'version: 1\njobs:\n  a: { uses: pixverse/text-to-video, with: { model: v9, quality: 540p, duration: 5, aspect_ratio: "1:1", prompt: x } }\n'
  const { status, stdout, stderr } = await runVerb(validate, { cwd: await folderWith({ 'launch.yaml': manifest }), args: ['launch.yaml'] })
  expect(status).toBe(0)
  expect(stdout).toBe('valid: launch.yaml: 1 job, 1 clip at pixverse\n')
  expect(stderr).toMatch(/^launch\.yaml:3:\d+: warning: model v9 is not among the known values/)
})

test('reports one mistake for a manifest that does not exist', async () => {
  const { status, stderr } = await runVerb(validate, { cwd: await folderWith({}) })
  expect(status).toBe(2)
  expect(stderr).toContain('error: shotlist.yaml does not exist (no-manifest)')
})
