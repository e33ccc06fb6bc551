import type { Row, Section } from '../measure/section.ts'
import { measureProcess } from './measure-process.ts'
import { command, root } from './places.ts'
import { runProcess } from './run-process.ts'

const LINES = [['--version'], ['validate', 'examples/launch.yaml'], ['plan', 'examples/launch.yaml']]

export const section: Section = {
  title: 'Start of the command (whole process, median of 5, and its ratio to bare Node.js)',
  measure: async () => {
    const bare = await run('-e', '0')
    const rows: Row[] = [{ what: 'node -e 0', ...bare, ratio: 1 }]
    for (const line of LINES) {
      const spent = await run(command, ...line)
      const ratio = Math.round((Number(spent['seconds']) / Number(bare['seconds'])) * 10) / 10
      rows.push({ what: `shotlist ${line.join(' ')}`, ...spent, ratio })
    }
    return rows
  },
}

function run(...args: readonly string[]) {
  return measureProcess(() => runProcess(process.execPath, args, { cwd: root }))
}
