import type { Row, Section } from '../measure/section.ts'
import { measureProcess } from './measure-process.ts'
import { command, program } from './places.ts'
import { makeProject } from './project.ts'
import { runProcess } from './run-process.ts'

const SIZES = [10_000, 100_000]
const programs: Readonly<Record<string, readonly string[]>> = {
  loadPlan: [program('load-plan'), 'shotlist.yaml'],
  'shotlist plan': [command, 'plan'],
  'shotlist plan --clips': [command, 'plan', '--clips'],
  'shotlist plan --json': [command, 'plan', '--json'],
}

export const section: Section = {
  title: 'Loading of long manifests (whole process, once)',
  measure: async () => {
    const rows: Row[] = []
    for (const jobs of SIZES) {
      const project = makeProject(jobs)
      for (const [what, args] of Object.entries(programs)) {
        const run = () => runProcess(process.execPath, args, { cwd: project.path })
        rows.push({ what, jobs, ...(await measureProcess(run, { times: 1 })) })
      }
      project.remove()
    }
    return rows
  },
}
