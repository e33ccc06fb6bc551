import { join } from 'node:path'
import type { Row, Section } from '../measure/section.ts'
import { serveInstantly } from './instant-provider.ts'
import { measureProcess } from './measure-process.ts'
import { program } from './places.ts'
import { makeProject, type Shape } from './project.ts'
import { runProcess } from './run-process.ts'

const jobs = 10_000
const taskMs = 5
const shapes: Readonly<Record<Shape, string>> = { alone: `${jobs} jobs`, pairs: `${jobs / 2} pairs a -> b` }

export const section: Section = {
  title: `${jobs.toLocaleString('en')} jobs of ${taskMs} ms, 16 in flight (ideal ${(jobs * taskMs) / 16_000} s; whole process, once)`,
  measure: async () => {
    const rows: Row[] = []
    for (const shape of ['alone', 'pairs'] as const) rows.push(...(await measured(shape)))
    return rows
  },
}

async function measured(shape: Shape): Promise<Row[]> {
  const project = makeProject(jobs, shape)
  const provider = await serveInstantly(taskMs)
  const run = (name: string, ...args: readonly string[]) =>
    measureProcess(() => runProcess(process.execPath, [program(name), ...args], { cwd: project.path }), { times: 1 })
  const given = [String(jobs), String(taskMs), shape]
  const rows = [
    {
      what: 'shotlist: key, journal, file, lockfile',
      batch: shapes[shape],
      ...(await run('run-at-pace', project.manifest, provider.url, String(taskMs))),
    },
    {
      what: 'p-limit, the same requests, file written',
      batch: shapes[shape],
      ...(await run('limited-requests', ...given, provider.url, join(project.path, 'loop'))),
    },
    { what: 'p-limit, timers only', batch: shapes[shape], ...(await run('limited-timers', ...given)) },
  ]
  provider.close()
  project.remove()
  return rows
}
