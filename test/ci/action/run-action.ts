import { spawn } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { type CompositeAction, fillIn, mayRun, type Names } from './composite-action.ts'

export type ActionRun = {
  /** The names of the steps that ran here; steps that use other actions are in `used`. */
  readonly ran: readonly string[]
  /** Steps that use other actions, with their inputs. */
  readonly used: Readonly<Record<string, Readonly<Record<string, string>>>>
  readonly hasFailed: boolean
  readonly outputs: Readonly<Record<string, string>>
  readonly summary: string
  /** The output of all steps. */
  readonly log: string
}

export type ActionSetting = {
  readonly inputs?: Readonly<Record<string, string>>
  /** The checked-out repository. */
  readonly workspace: string
  /** The checkout of the action. Default: none. */
  readonly actionPath?: string
  /** A folder for the files that GitHub keeps outside the checkout. */
  readonly beside: string
  readonly env?: Readonly<Record<string, string>>
}

/**
 * Runs the scripts of a composite action in order, like GitHub's runner: each in its own bash, with files for its outputs, additions to the
 * path and summary. The use of another action is recorded, but it is not run.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsshell
 */
export async function runAction(
  action: CompositeAction,
  { inputs = {}, workspace, beside, actionPath = '/nonexistent', env = {} }: ActionSetting,
): Promise<ActionRun> {
  const temp = join(beside, 'temp')
  await mkdir(temp, { recursive: true })
  const names: Record<string, string> = { 'runner.temp': temp, 'github.ref_name': 'main', 'github.run_id': '7', 'github.run_attempt': '1' }
  for (const [name, { default: fallback }] of Object.entries(action.inputs)) names[`inputs.${name}`] = inputs[name] ?? fallback
  const used: Record<string, Readonly<Record<string, string>>> = {}
  const ran: string[] = []
  let path = env['PATH'] ?? ''
  let hasFailed = false
  let summary = ''
  let log = ''

  for (const step of action.runs.steps) {
    if (!mayRun(step.if, { names, hasFailed })) continue
    if (step.uses !== undefined) {
      used[step.name] = filled(step.with ?? {}, names)
      continue
    }
    const files = await commandFiles(join(beside, `step-${ran.length}`))
    const script = join(beside, `step-${ran.length}.sh`)
    await writeFile(script, step.run ?? '')
    ran.push(step.name)
    const ended = await bash(script, {
      cwd: join(workspace, fillIn(step['working-directory'] ?? '.', names)),
      env: {
        ...env,
        ...filled(step.env ?? {}, names),
        ...files,
        PATH: path,
        RUNNER_TEMP: temp,
        GITHUB_WORKSPACE: workspace,
        GITHUB_ACTION_PATH: actionPath,
      },
    })
    hasFailed ||= ended.code !== 0
    log += ended.output
    summary += await readFile(files.GITHUB_STEP_SUMMARY, 'utf8')
    for (const added of linesOf(await readFile(files.GITHUB_PATH, 'utf8'))) path = `${added}${delimiter}${path}`
    for (const line of linesOf(await readFile(files.GITHUB_OUTPUT, 'utf8'))) {
      const [name = '', ...value] = line.split('=')
      names[`steps.${step.id}.outputs.${name}`] = value.join('=')
    }
  }
  const outputs = Object.fromEntries(Object.entries(action.outputs).map(([name, { value }]) => [name, fillIn(value, names)]))
  return { ran, used, hasFailed, outputs, summary, log }
}

async function commandFiles(prefix: string): Promise<Record<'GITHUB_OUTPUT' | 'GITHUB_PATH' | 'GITHUB_STEP_SUMMARY', string>> {
  const files = { GITHUB_OUTPUT: `${prefix}-output`, GITHUB_PATH: `${prefix}-path`, GITHUB_STEP_SUMMARY: `${prefix}-summary` }
  await Promise.all(Object.values(files).map((file) => writeFile(file, '')))
  return files
}

function bash(
  script: string,
  { cwd, env }: { cwd: string; env: Record<string, string> },
): Promise<{ code: number | null; output: string }> {
  const child = spawn('bash', ['--noprofile', '--norc', '-e', '-o', 'pipefail', script], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, output }))
  })
}

function filled(values: Readonly<Record<string, string>>, names: Names): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, fillIn(String(value), names)]))
}

function linesOf(text: string): string[] {
  return text.split('\n').filter((line) => line !== '')
}
