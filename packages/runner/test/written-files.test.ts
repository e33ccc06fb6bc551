import { link, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { begin, type Finished } from './harness/command.ts'
import { type Project, project } from './harness/project.ts'

const JOBS = 'jobs:\n  clip: { uses: text-to-video, with: { prompt: a clip }, output: clip.mp4 }\n'
const FOREIGN_XML = '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="x">\n  <testsuite name="y"></testsuite>\n</testsuites>\n'

function command({ path, env }: Project, ...args: string[]): Promise<Finished> {
  return begin(args, { cwd: path, env }).finished
}
async function text(made: Project, name: string): Promise<string> {
  return String(await made.read(name))
}

describe('a file that an option names', () => {
  test.each([
    ['shotlist.yaml', 'it exists and has other content'],
    ['shotlist.lock.yaml', 'its name is one of a lockfile'],
    ['other.lock.yaml', 'its name is one of a lockfile'],
    ['renders/clip.mp4', 'it is the output of a clip'],
    ['.shotlist/submissions.log', 'only Shotlist and git write'],
    ['notes.txt', 'it exists and has other content'],
    ['foreign.xml', 'it exists and has other content'],
    ['link.xml', 'it is a link'],
    ['folder', 'it is a folder'],
    ['notes.txt/report.xml', 'its folder is a file'],
  ])('does not replace %s, and fails before anything is sent', async (name, why) => {
    const files = { 'notes.txt': 'mine', 'foreign.xml': FOREIGN_XML, 'folder/x': '', 'empty.xml': '' }
    const made = await project({ manifest: JOBS, files })
    await symlink('empty.xml', join(made.path, 'link.xml'))
    const manifest = await text(made, 'shotlist.yaml')
    for (const verb of [
      ['run', '--yes', '--junit'],
      ['rehearse', '--junit'],
    ]) {
      if (verb[0] === 'rehearse' && name === 'renders/clip.mp4') continue
      const told = await command(made, ...verb, name)
      expect(told.stderr).toContain(`--junit ${name}: ${why}`)
      expect(told.code).toBe(2)
    }
    expect(made.server.requests).toEqual([])
    expect(await text(made, 'shotlist.yaml')).toBe(manifest)
    expect([await text(made, 'notes.txt'), await text(made, 'foreign.xml'), await text(made, 'empty.xml')]).toEqual([
      'mine',
      FOREIGN_XML,
      '',
    ])
  })

  test('is created with its folder, and replaces an empty file or one of its kind', async () => {
    const made = await project({ manifest: JOBS, files: { 'empty.xml': '' } })
    for (const name of ['reports/junit.xml', 'reports/junit.xml', 'renders/junit.xml', 'empty.xml']) {
      expect((await command(made, 'run', '--yes', '--junit', name)).code).toBe(0)
      expect(await text(made, name)).toContain('<testcase name="clip"')
    }
    await made.write('shotlist.yaml', (await text(made, 'shotlist.yaml')).replace('version: 1', 'version: 1\nname: another'))
    await link(join(made.path, 'empty.xml'), join(made.path, 'kept.xml'))
    expect((await command(made, 'run', '--yes', '--junit', 'empty.xml')).code).toBe(0)
    expect(await text(made, 'empty.xml')).toContain('name="another"')
    expect(await text(made, 'kept.xml')).not.toContain('name="another"')
  })

  test('is written as a schema only if it does not exist yet or is an earlier schema', async () => {
    const made = await project({ manifest: JOBS, files: { 'package.json': '{}' } })
    for (const name of ['package.json', 'shotlist.yaml']) {
      const told = await command(made, 'schema', '--output', name)
      expect([told.code, told.stderr]).toEqual([2, expect.stringContaining('has other content') as string])
    }
    for (let times = 0; times < 2; times += 1) expect((await command(made, 'schema', '--output', 'schemas/manifest.json')).code).toBe(0)
    expect(await text(made, 'package.json')).toBe('{}')
  })

  test.each(['shotlist.lock.yaml', 'shotlist.yaml', '.shotlist/clip.mp4'])('cannot be the clip of a call at %s', async (output) => {
    const made = await project({ manifest: JOBS })
    const told = await command(
      made,
      'call',
      'tiny/text-to-video',
      '--spec',
      'tiny.openapi.yaml',
      '--prompt',
      'x',
      '--overwrite',
      '--output',
      output,
    )
    expect([told.code, told.stderr]).toEqual([2, expect.stringContaining('Name another file.') as string])
    expect(made.server.requests).toEqual([])
  })
})
