import { chmod, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { processEnvironment } from '../harness/process-environment.ts'
import { COMMAND, folderOf, ROOT } from '../harness/shotlist.ts'
import { readAction } from './action/composite-action.ts'
import { type ActionSetting, runAction } from './action/run-action.ts'

const action = readAction(await readFile(join(ROOT, 'action.yml'), 'utf8'))

const MANIFEST = `version: 1
budget: { usd: 40 }
defaults: { provider: pixverse, with: { model: v5, quality: 360p, duration: 5 } }
jobs:
  hero: { uses: text-to-video, with: { prompt: a glacier, aspect_ratio: "16:9" }, output: hero.mp4 }
  other: { uses: text-to-video, with: { prompt: a river, aspect_ratio: "16:9" }, output: other.mp4 }
`

const REMOVALS: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const remove of REMOVALS.splice(0)) await remove()
})

/** A repository with a manifest, and a folder next to it. */
async function setting(files: Readonly<Record<string, string>>): Promise<{ workspace: string; beside: string }> {
  const [workspace, beside] = [await folderOf(files), await folderOf({})]
  REMOVALS.push(workspace.remove, beside.remove)
  return { workspace: workspace.path, beside: beside.path }
}

/** The environment that GitHub's runner gives every step; Node is on the path, as after setup-node. */
const env = {
  ...processEnvironment('/nonexistent'),
  PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`,
  CI: 'true',
  GITHUB_ACTIONS: 'true',
}

async function withOwnShotlist(workspace: string): Promise<void> {
  await mkdir(join(workspace, 'node_modules/.bin'), { recursive: true })
  await chmod(COMMAND, 0o755)
  await symlink(COMMAND, join(workspace, 'node_modules/.bin/shotlist'))
}

async function rehearse(
  place: { workspace: string; beside: string },
  inputs: ActionSetting['inputs'],
  around: Partial<ActionSetting> = {},
) {
  return runAction(action, { ...place, env, ...around, inputs: { verb: 'rehearse', args: '--speed 600', report: 'false', ...inputs } })
}

/** A project without an installed shotlist. `npm` replaces the registry: it records its arguments, and installs this build. */
async function withoutShotlist(files: Readonly<Record<string, string>>, inputs: ActionSetting['inputs'] = {}) {
  const place = await setting({ 'films/shotlist.yaml': MANIFEST, ...files })
  const bin = join(place.beside, 'bin')
  await mkdir(bin)
  const install = 'mkdir -p "$into/node_modules/.bin"\nln -s "$COMMAND" "$into/node_modules/.bin/shotlist"\n'
  const npm = `#!/bin/bash\nCOMMAND="${COMMAND}"\necho "$PWD: $*" > "${bin}/asked"\ninto="$PWD"\nif [ "$1" = install ]; then into="$5"; fi\n${install}`
  await writeFile(join(bin, 'npm'), npm, { mode: 0o755 })
  const run = await rehearse(
    place,
    { 'working-directory': 'films', ...inputs },
    { env: { ...env, PATH: `${bin}:${env.PATH}` }, actionPath: ROOT },
  )
  return { place, run, asked: await readFile(join(bin, 'asked'), 'utf8').catch(() => '') }
}

function isInstalled(place: { beside: string }, version: string) {
  return `install --no-audit --no-fund --prefix ${join(place.beside, 'temp/shotlist-cli')} --ignore-scripts shotlist@${version}\n`
}

describe('the action', () => {
  test('rehearses with the shotlist of the project, and keeps clips, JUnit report and summary', async () => {
    const place = await setting({ 'films/launch.yaml': MANIFEST })
    await withOwnShotlist(place.workspace)
    const run = await rehearse(place, { manifest: 'films/launch.yaml' })
    expect({ hasFailed: run.hasFailed, log: run.hasFailed ? run.log : '' }).toEqual({ hasFailed: false, log: '' })
    expect(run.ran).toEqual(['Install shotlist', 'Render', 'Gather the clips'])
    const kept = join(place.beside, 'temp/shotlist')
    expect((await readdir(join(kept, 'clips'))).toSorted()).toEqual(['hero.mp4', 'other.mp4'])
    expect(await readFile(join(kept, 'junit.xml'), 'utf8')).toContain('tests="2" failures="0"')
    expect(run.summary).toContain('✅ launch: 2 done')
    expect(await readFile(run.outputs['summary'] ?? '', 'utf8')).toBe(run.summary)
    expect(run.outputs['status']).toBe('0')
    const state = join(place.workspace, 'films/.shotlist')
    expect(run.used['Restore the state folder']).toMatchObject({ path: state, key: 'shotlist-films/launch.yaml-main-7-1' })
    expect(run.used['Save the state folder']).toMatchObject({ path: state, key: 'shotlist-films/launch.yaml-main-7-1' })
    expect(run.used['Keep the review page, the clips and the reports']).toEqual({ name: 'shotlist', path: kept })
  })

  test('makes the review page, with the clips beside it, also after a failure', async () => {
    const place = await setting({ 'shotlist.yaml': MANIFEST })
    await withOwnShotlist(place.workspace)
    const run = await rehearse(place, { report: 'true', args: '--speed 600 --fault submit:error,class=moderation,nth=2' })
    expect({ status: run.outputs['status'], ran: run.ran }).toEqual({
      status: '1',
      ran: ['Install shotlist', 'Render', 'Make the review page'],
    })
    const report = join(place.beside, 'temp/shotlist/report')
    expect(run.outputs['report']).toBe(report)
    expect(await readdir(report)).toEqual(expect.arrayContaining(['index.html', 'report.js', 'clips']))
    expect((await readdir(join(report, 'clips'))).length).toBe(1)
  })

  test('an insufficient budget fails with status 3, and the state and the reports are still kept', async () => {
    const place = await setting({ 'shotlist.yaml': MANIFEST })
    await withOwnShotlist(place.workspace)
    const run = await rehearse(place, { budget: '0.10' })
    expect(run.hasFailed).toBe(true)
    expect(run.outputs['status']).toBe('3')
    expect(run.log).toMatch(/^::error title=over-budget::/m)
    expect(Object.keys(run.used)).toEqual(
      expect.arrayContaining(['Save the state folder', 'Keep the review page, the clips and the reports']),
    )
  })

  test('options: only some jobs; nothing is cached or uploaded without being asked for', async () => {
    const place = await setting({ 'shotlist.yaml': MANIFEST })
    await withOwnShotlist(place.workspace)
    const run = await rehearse(place, { only: 'he*', cache: 'false', 'artifact-name': '', 'node-version': '' })
    expect(run.outputs['status']).toBe('0')
    expect(await readdir(join(place.beside, 'temp/shotlist/clips'))).toEqual(['hero.mp4'])
    expect(run.used).toEqual({})
  })

  test('text from the workflow is never run as shell', async () => {
    const place = await setting({ 'shotlist.yaml': MANIFEST })
    await withOwnShotlist(place.workspace)
    const run = await rehearse(place, { only: 'x"; touch pwned; echo "', args: '$(touch pwned) `touch pwned`' })
    expect(run.outputs['status']).toBe('2')
    expect(await readdir(place.workspace)).not.toContain('pwned')
  })

  describe('uses the shotlist', () => {
    test('of a parent folder, if it is installed there', async () => {
      const place = await setting({ 'films/shotlist.yaml': MANIFEST })
      await withOwnShotlist(place.workspace)
      const run = await rehearse(place, { 'working-directory': 'films' })
      expect({ status: run.outputs['status'], log: run.log }).toMatchObject({
        status: '0',
        log: expect.stringContaining(`installed in ${place.workspace}.`) as string,
      })
    })

    test('that a lockfile of the project pins, with `npm ci`', async () => {
      const lock = JSON.stringify({ packages: { 'node_modules/shotlist': { version: '1.0.0' } } })
      const { place, run, asked } = await withoutShotlist({ 'package-lock.json': lock })
      expect({ asked, status: run.outputs['status'] }).toEqual({ asked: `${place.workspace}: ci --no-audit --no-fund\n`, status: '0' })
    })

    test('that the project names but has not installed: it reports that, and installs no other', async () => {
      const { run, asked } = await withoutShotlist({
        'package.json': '{ "devDependencies": { "shotlist": "1.0.0" } }',
        'pnpm-lock.yaml': '',
      })
      expect({ asked, ran: run.ran, hasFailed: run.hasFailed }).toEqual({ asked: '', ran: ['Install shotlist'], hasFailed: true })
      expect(run.log).toMatch(/^::error title=shotlist is not installed::.*package\.json names shotlist.*`pnpm install`/m)
    })

    test('of the version of its own tag otherwise, even if there is a lockfile of other packages', async () => {
      const { version } = JSON.parse(await readFile(join(ROOT, 'packages/runner/package.json'), 'utf8')) as { version: string }
      const { place, run, asked } = await withoutShotlist({ 'package-lock.json': '{}', 'package.json': '{}' })
      expect(asked).toContain(isInstalled(place, version))
      expect(run.outputs['status']).toBe('0')
    })

    test('of its own tag if the checkout comes from a stranger: none of its programs and settings are used, and no state is kept', async () => {
      const { place, run, asked } = await withoutShotlist(
        {
          'node_modules/.bin/shotlist': '#!/bin/sh\ntouch pwned\n',
          'package.json': '{ "devDependencies": { "shotlist": "6.6.6" } }',
          'package-lock.json': JSON.stringify({ packages: { 'node_modules/shotlist': { version: '6.6.6' } } }),
          '.npmrc': 'registry=https://evil.example',
        },
        { trusted: 'false' },
      )
      const { version } = JSON.parse(await readFile(join(ROOT, 'packages/runner/package.json'), 'utf8')) as { version: string }
      expect(asked).toBe(`${join(place.beside, 'temp/shotlist-cli')}: ${isInstalled(place, version)}`)
      expect(run.outputs['status']).toBe('0')
      expect(Object.keys(run.used)).toEqual(['Set up Node', 'Keep the review page, the clips and the reports'])
    })

    test('of the requested version', async () => {
      const { place, asked } = await withoutShotlist({}, { version: '1.2.3' })
      expect(asked).toContain(isInstalled(place, '1.2.3'))
    })
  })
})

test('scripts contain no expressions: values that a pull request controls reach them only as environment variables', () => {
  const scripts = action.runs.steps.flatMap(({ run }) => run ?? [])
  expect(scripts.length).toBeGreaterThan(2)
  for (const script of scripts) expect(script).not.toContain('${{')
})

test('nothing of a project is added to the path of later steps', () => {
  for (const { run = '' } of action.runs.steps) expect(run).not.toMatch(/GITHUB_(PATH|ENV)/)
})

test('every input has a description and a default, and is used', async () => {
  const text = await readFile(join(ROOT, 'action.yml'), 'utf8')
  for (const [name, input] of Object.entries(action.inputs)) {
    expect(input).toEqual({ description: expect.any(String) as string, default: expect.any(String) as string })
    expect(text).toContain(`inputs.${name}`)
  }
})
