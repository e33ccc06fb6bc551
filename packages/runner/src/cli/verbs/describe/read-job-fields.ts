import { relative, resolve } from 'node:path'
import { suggest } from '@shotlist/codegen/suggest'
import { commandLine } from '../../../errors/command-line.ts'
import { ManifestError } from '../../../errors/manifest-error.ts'
import { UsageError } from '../../../errors/usage-error.ts'
import { nodeFiles } from '../../../manifest/files/node-files.ts'
import type { Manifest } from '../../../manifest/manifest.ts'
import { openSource } from '../../../manifest/open-source.ts'
import { readManifest } from '../../../manifest/read-manifest.ts'
import { readManifestFile } from '../../../manifest/read-manifest-file.ts'
import { toPlain } from '../../../manifest/yaml/to-plain.ts'
import { fieldsOf, type Side } from '../../../plan/move/side.ts'
import { defaultManifest } from '../../options/default-manifest.ts'

type Options = { readonly cwd: string; readonly manifest: string | undefined; readonly operation: Side }

/**
 * The fields of one job as the manifest has them, expressions and all, with the defaults that its operation takes.
 *
 * @throws {UsageError} there is no such job, or it uses another operation
 * @throws {ManifestError} the manifest has mistakes
 */
export function readJobFields(job: string, { cwd, manifest = defaultManifest, operation }: Options): Readonly<Record<string, unknown>> {
  const read = readFile(resolve(cwd, manifest), { cwd, manifest })
  const found = read.jobs.get(job)
  if (found === undefined) {
    const near = suggest(job, read.jobs.keys())
    throw new UsageError(`${manifest} has no job \`${job}\``, near === undefined ? {} : { hint: `Did you mean \`${near}\`?` })
  }
  const used = found.uses.text.slice(found.uses.text.indexOf('/') + 1)
  if (used !== operation.operation)
    throw new UsageError(`the job \`${job}\` uses ${used}, not ${operation.operation}`, {
      hint: `\`${commandLine(['describe', `${operation.provider}/${used}`, manifest, '--job', job])} --to ...\` moves it.`,
    })
  const takes = (name: string): boolean => fieldsOf(operation).some((field) => field.name === name || field.canonical === name)
  const defaults = Object.entries(plain(read.defaults.with)).filter(([name]) => takes(name))
  return { ...Object.fromEntries(defaults), ...plain(found.with) }
}

function readFile(path: string, { cwd, manifest }: { readonly cwd: string; readonly manifest: string }): Manifest {
  const read = readManifestFile(path, { name: manifest, files: nodeFiles })
  if ('problem' in read) throw new UsageError(read.problem.message, read.problem)
  const issues = openSource(relative(cwd, path), read.bytes)
  const parsed = issues.hasErrors() ? undefined : readManifest(issues)
  if (parsed === undefined) throw new ManifestError(manifest, issues.all())
  return parsed
}

function plain(node: Parameters<typeof toPlain>[0] | undefined): Readonly<Record<string, unknown>> {
  return node === undefined ? {} : (toPlain(node) as Readonly<Record<string, unknown>>)
}
