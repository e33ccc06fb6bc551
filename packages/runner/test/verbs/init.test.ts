import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { init } from '../../src/cli/verbs/begin/init/init.ts'
import { plan } from '../../src/cli/verbs/begin/plan/plan.ts'
import { validate } from '../../src/cli/verbs/begin/validate/validate.ts'
import { shippedProviders } from '../../src/manifest/catalog/shipped.ts'
import { folderWith, runVerb } from './run-verb.ts'

describe('init', () => {
  test.each(shippedProviders())('writes a manifest for %s that is valid, without a warning', async (provider) => {
    const cwd = await folderWith({})
    const { status, stdout } = await runVerb(init, { cwd, options: { yes: true, provider, prompt: 'yes: a "fox", at 50 %' } })
    expect({ status, stdout }).toMatchObject({ status: 0, stdout: expect.stringContaining('shotlist rehearse') })
    expect(stdout).toContain('no key')
    const validated = await runVerb(validate, { cwd })
    expect(validated).toMatchObject({ status: 0, stderr: '' })
    const planned = JSON.parse((await runVerb(plan, { cwd, options: { json: true } })).stdout) as { jobs: { with: object }[] }
    expect(planned.jobs.length).toBeGreaterThan(2)
    expect(planned.jobs[0]?.with).toMatchObject({ prompt: 'yes: a "fox", at 50 %' })
    const text = await readFile(join(cwd, 'shotlist.yaml'), 'utf8')
    expect(text.split('\n')[0]).toBe('# yaml-language-server: $schema=./node_modules/shotlist/schema/manifest.schema.json')
  })

  test('says where to get a key; chooses the provider whose key is set', async () => {
    const cwd = await folderWith({})
    expect((await runVerb(init, { cwd })).stdout).toContain('needs PIXVERSE_API_KEY, from https://platform.pixverse.ai/api-key')
    const other = await folderWith({})
    const { stdout } = await runVerb(init, { cwd: other, env: { AI302_API_KEY: 'test-key-0451' } })
    expect(stdout).toContain('AI302_API_KEY is set')
    expect(stdout).not.toContain('0451')
  })

  test('adds missing lines to a .gitignore, and does not replace a manifest', async () => {
    const cwd = await folderWith({ '.gitignore': 'node_modules\n/renders/' })
    await runVerb(init, { cwd })
    expect(await readFile(join(cwd, '.gitignore'), 'utf8')).toBe('node_modules\n/renders/\n.shotlist/\n.env\nrenders-rehearsal/\n')
    await expect(runVerb(init, { cwd })).rejects.toMatchObject({ message: 'shotlist.yaml exists already' })
  })

  test('suggests a provider for a typo', async () => {
    const cwd = await folderWith({})
    await expect(runVerb(init, { cwd, options: { provider: 'pixvers' } })).rejects.toMatchObject({ hint: 'Did you mean `pixverse`?' })
  })
})
