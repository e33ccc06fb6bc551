import { join } from 'node:path'
import type { Row, Section } from '../measure/section.ts'
import { serveInstantly } from './instant-provider.ts'
import { measureProcess } from './measure-process.ts'
import { program } from './places.ts'
import { makeProject, type Shape } from './project.ts'
import { runProcess } from './run-process.ts'

const JOBS = 10_000
const TASK_MS = 5
const SHAPES: Readonly<Record<Shape, string>> = { alone: `${JOBS} jobs`, pairs: `${JOBS / 2} pairs a -> b` }

export const section: Section = {
  title: `${JOBS.toLocaleString('en')} jobs of ${TASK_MS} ms, 16 in flight (ideal ${(JOBS * TASK_MS) / 16_000} s; whole process, once)`,
  measure: async () => {
    const rows: Row[] = []
    for (const shape of ['alone', 'pairs'] as const) rows.push(...(await measured(shape)))
    return rows
  },
}

async function measured(shape: Shape): Promise<Row[]> {
  const project = makeProject(JOBS, shape)
  const provider = await serveInstantly(TASK_MS)
  const run = (name: string, ...args: readonly string[]) =>
    measureProcess(() => runProcess(process.execPath, [program(name), ...args], { cwd: project.path }), { times: 1 })
  const given = [String(JOBS), String(TASK_MS), shape]
  const rows = [
    {
      what: 'shotlist: key, journal, file, lockfile',
      batch: SHAPES[shape],
      ...(await run('run-at-pace', project.manifest, provider.url, String(TASK_MS))),
    },
    {
      what: 'p-limit, the same requests, file written',
      batch: SHAPES[shape],
      ...(await run('limited-requests', ...given, provider.url, join(project.path, 'loop'))),
    },
    { what: 'p-limit, timers only', batch: SHAPES[shape], ...(await run('limited-timers', ...given)) },
  ]
  provider.close()
  project.remove()
  return rows
}
