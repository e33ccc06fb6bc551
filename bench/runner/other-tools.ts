import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import type { BenchProject } from './project.ts'

type Jobs = Readonly<Record<string, { readonly output: string }>>

function jobsOf({ manifest }: BenchProject): Jobs {
  return (parse(readFileSync(manifest, 'utf8'), { uniqueKeys: false }) as { readonly jobs: Jobs }).jobs
}

/** A Makefile with a target for each job of a project, whose outputs already exist. */
export function writeMakefile(project: BenchProject): void {
  const outputs = Object.values(jobsOf(project)).map(({ output }) => `renders/${output}`)
  const rules = outputs.map((output) => `${output}: shotlist.yaml\n\ttouch $@\n`)
  writeFileSync(join(project.path, 'Makefile'), `all: ${outputs.join(' ')}\n${rules.join('')}`)
}

/** The state file of `programs/node-floor.ts`: the hash of each job. */
export function writeFloorState(project: BenchProject): void {
  const hashes = Object.entries(jobsOf(project)).map(([name, job]) => [
    name,
    createHash('sha256').update(JSON.stringify(job)).digest('hex'),
  ])
  writeFileSync(join(project.path, 'floor.json'), JSON.stringify(Object.fromEntries(hashes)))
}
