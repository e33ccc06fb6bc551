import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { shotlistInProcess } from '../../../test/harness/in-process.ts'
import { project } from './harness/project.ts'
import { folderWith } from './verbs/run-verb.ts'

describe.each(['__proto__', 'constructor', 'toString'])('%s, a property of every object,', (name) => {
  test.each([
    [['explain', name], 'there is no code'],
    [[name], 'there is no verb'],
    [['help', name], 'there is no verb'],
    [['describe', name], 'there is no provider'],
    [['describe', `pixverse/${name}`], 'has no operation'],
    [['call', `${name}/x`], 'there is no provider'],
    [['call', 'pixverse/text-to-video', `--${name}`, '1', '--dry-run'], 'has no field'],
    [['emulate', name], 'there is no provider'],
    [['init', 'new.yaml', '--provider', name, '--yes'], 'there is no provider'],
  ])('is an unknown name for %j', async (args, says) => {
    const { code, stderr } = await shotlistInProcess(args, { cwd: await folderWith({}) })
    expect(stderr).toContain(says)
    expect(stderr).toContain(name)
    expect(code).toBe(2)
  })

  test('has no completions', async () => {
    const { code, stderr } = await shotlistInProcess(['complete', '--', 'call', `pixverse/${name}`, '--'], { cwd: await folderWith({}) })
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  })
})

test('jobs may have such names: each is rendered once, picked, and found from the lockfile alone', async () => {
  const made = await project({
    manifest: `jobs:
  constructor: { uses: text-to-video, takes: 2, with: { prompt: one } }
  toString: { uses: text-to-video, with: { prompt: two } }
  valueOf: { uses: text-to-video, with: { prompt: three } }
`,
  })
  const command = (...args: string[]) => shotlistInProcess(args, { cwd: made.path, env: made.env })
  expect(await command('plan')).toMatchObject({ code: 0 })
  expect(await command('run', '--yes', '--poll', '20ms')).toMatchObject({ code: 0 })
  expect(await command('pick', 'constructor#2')).toMatchObject({ code: 0 })
  expect(made.server.submissions).toHaveLength(4)
  await rm(join(made.path, '.shotlist'), { recursive: true })
  for (const verb of ['run', 'status', 'verify', 'report', 'pull']) {
    const { code, stderr } = await command(verb, ...(verb === 'run' ? ['--yes', '--poll', '20ms'] : []))
    expect({ verb, code, stderr: code === 0 ? '' : stderr }).toEqual({ verb, code: 0, stderr: '' })
  }
  expect(made.server.submissions).toHaveLength(4)
  expect(String(await made.read('shotlist.lock.yaml'))).toMatch(/picks:\n {2}constructor:\n {4}take: constructor#2/)
})
