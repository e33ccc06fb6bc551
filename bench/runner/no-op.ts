import { spawnSync } from 'node:child_process'
import { utimesSync } from 'node:fs'
import type { Row, Section } from '../measure/section.ts'
import { serveInstantly } from './instant-provider.ts'
import { measureProcess } from './measure-process.ts'
import { writeFloorState, writeMakefile } from './other-tools.ts'
import { command, program } from './places.ts'
import { type BenchProject, makeProject } from './project.ts'
import { runProcess } from './run-process.ts'

const SIZES = [1_000, 10_000]
const longAgo = new Date('2020-01-01')
const hasMake = spawnSync('make', ['--version']).status === 0

export const section: Section = {
  title: 'Rerun with everything up to date (whole process, median of 5)',
  measure: async () => {
    const rows: Row[] = []
    for (const size of SIZES) {
      const project = await rendered(size)
      rows.push(...(await measured(project, size)))
      project.remove()
    }
    return rows
  },
}

/** A project whose jobs are all up to date for the command, for make and for the plain program. */
async function rendered(size: number): Promise<BenchProject> {
  const project = makeProject(size)
  // make compares times, so the sources must be older than their outputs.
  utimesSync(project.manifest, longAgo, longAgo)
  const provider = await serveInstantly(1)
  await runProcess(process.execPath, [program('run-at-pace'), project.manifest, provider.url, '2'], { cwd: project.path })
  provider.close()
  writeMakefile(project)
  writeFloorState(project)
  return project
}

async function measured({ path }: BenchProject, jobs: number): Promise<Row[]> {
  const run = (...args: readonly string[]) => runProcess(process.execPath, args, { cwd: path })
  // The first run records that nothing changed.
  await run(command, 'run', '--json')
  return [
    { what: 'shotlist run --json', jobs, ...(await measureProcess(() => run(command, 'run', '--json'))) },
    // A selection of jobs, even of all jobs, is found by reading the manifest.
    {
      what: "shotlist run --json --only 'clip-*'",
      jobs,
      ...(await measureProcess(() => run(command, 'run', '--json', '--only', 'clip-*'))),
    },
    { what: 'plain Node: parse, hash, stat', jobs, ...(await measureProcess(() => run(program('node-floor'), path))) },
    ...(hasMake ? [{ what: 'make', jobs, ...(await measureProcess(() => runProcess('make', ['-s', 'all'], { cwd: path }))) }] : []),
  ]
}
