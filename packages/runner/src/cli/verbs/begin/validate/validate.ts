import { defined } from '@shotlist/codegen/defined'
import { count } from '../../../../errors/amounts.ts'
import { loadPlan } from '../../../../plan/load-plan.ts'
import { createPaint } from '../../../../show/text/output.ts'
import { printJson } from '../../../../show/text/print-json.ts'
import { ALLOW_UNKNOWN_OPTION, allowsUnknown, DEFAULT_MANIFEST, MANIFEST_ARGUMENT } from '../../../options/manifest-options.ts'
import { ENV_FILE_OPTION } from '../../../project/env-file.ts'
import { issueObject, writeIssues } from '../../../project/print-issues.ts'
import type { Verb } from '../../../verb.ts'

export const validate: Verb = {
  name: 'validate',
  group: 'begin',
  summary: 'lists all mistakes of a manifest; sends nothing',
  arguments: [MANIFEST_ARGUMENT],
  options: [ALLOW_UNKNOWN_OPTION, ENV_FILE_OPTION, { flags: '--json', description: 'write the mistakes as JSON' }],
  examples: [
    { command: 'shotlist validate', does: 'checks shotlist.yaml' },
    { command: 'shotlist validate launch.yaml --json', does: 'writes the mistakes for programs' },
  ],
  async run(context, [path = DEFAULT_MANIFEST], options) {
    const loaded = await loadPlan({
      manifestPath: path,
      cwd: context.cwd,
      env: context.env,
      allowUnknown: allowsUnknown(options),
      ...defined({ keys: context.envFile?.values }),
    })
    const issues = loaded.ok ? loaded.warnings : loaded.issues
    const plan = loaded.ok ? loaded.plan : undefined
    const jobs = new Set(plan?.instances.map(({ job }) => job)).size
    if (options['json'] === true) {
      printJson(
        {
          ok: loaded.ok,
          manifest: path,
          ...(plan === undefined ? {} : { jobs, clips: plan.instances.length }),
          issues: issues.map(issueObject),
        },
        context.stdout,
      )
      return loaded.ok ? 0 : 2
    }
    const paint = createPaint(context.color)
    writeIssues(issues, context)
    if (plan !== undefined) {
      const providers = Object.keys(plan.providers).join(', ')
      context.stdout.write(
        `${paint('green', 'valid')}: ${path}: ${count(jobs, 'job')}, ${count(plan.instances.length, 'clip')} at ${providers}\n`,
      )
    }
    return loaded.ok ? 0 : 2
  },
}
