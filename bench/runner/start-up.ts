import type { Section } from '../measure/section.ts'
import { measureProcess } from './measure-process.ts'
import { command, root } from './places.ts'
import { runProcess } from './run-process.ts'

const lines = [['--version'], ['validate', 'examples/launch.yaml'], ['plan', 'examples/launch.yaml']]

export const section: Section = {
  title: 'Start of the command (whole process, median of 5)',
  measure: async () => {
    const rows = [{ what: 'node -e 0', ...(await run('-e', '0')) }]
    for (const line of lines) rows.push({ what: `shotlist ${line.join(' ')}`, ...(await run(command, ...line)) })
    return rows
  },
}

const run = (...args: readonly string[]) => measureProcess(() => runProcess(process.execPath, args, { cwd: root }))
