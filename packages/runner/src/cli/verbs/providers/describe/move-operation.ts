import { relative, resolve } from 'node:path'
import { suggest } from '@shotlist/codegen/suggest'
import { stringify } from 'yaml'
import { commandLine } from '../../../../errors/command-line.ts'
import { ManifestError, UsageError } from '../../../../errors/input-errors.ts'
import { nodeFiles } from '../../../../manifest/files/node-files.ts'
import type { Manifest } from '../../../../manifest/manifest.ts'
import { openSource, readManifestFile } from '../../../../manifest/open-source.ts'
import { readManifest } from '../../../../manifest/read-manifest.ts'
import { toPlain } from '../../../../manifest/yaml/node.ts'
import { type FieldMove, moveFields } from '../../../../plan/move/move-fields.ts'
import { type MovedRequest, moveRequest } from '../../../../plan/move/move-request.ts'
import { fieldsOf, type Side } from '../../../../plan/move/side.ts'
import { alignColumns } from '../../../../show/text/columns.ts'
import { printJson } from '../../../../show/text/print-json.ts'
import { DEFAULT_MANIFEST } from '../../../options/manifest-options.ts'
import type { VerbContext, VerbOptions } from '../../../verb.ts'
import { bullets, section, type TextOptions } from './section.ts'

type Move = { readonly from: Side; readonly to: Side; readonly manifest: string | undefined }

/** `describe --to`: shows how an operation, or one request, moves to another provider. */
export function moveOperation(
  context: VerbContext,
  { from, to, manifest }: Move,
  given: { options: VerbOptions; text: TextOptions },
): number {
  const { options, text } = given
  const json = options['json'] === true
  const request = requestOf(context, { from, to, manifest }, options)
  const names = { from: `${from.provider}/${from.operation}`, to: `${to.provider}/${to.operation}` }
  if (request === undefined) {
    if (json) printJson({ ...names, fields: moveFields(from, to) }, context.stdout)
    else context.stdout.write(moveFieldsText(from, to, text))
    return 0
  }
  const moved = moveRequest(from, to, request)
  if (json) printJson({ ...names, ...moved }, context.stdout)
  else context.stdout.write(movedText(from, to, { moved, options: text }))
  return 0
}

function requestOf({ cwd }: VerbContext, { from, manifest }: Move, options: VerbOptions): Readonly<Record<string, unknown>> | undefined {
  const { job, with: json } = options
  if (typeof job === 'string') return readJobFields(job, { cwd, manifest, operation: from })
  if (typeof json !== 'string') return undefined
  try {
    const value = JSON.parse(json) as unknown
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Readonly<Record<string, unknown>>
  } catch (error) {
    throw new UsageError('--with is not valid JSON', { cause: error })
  }
  throw new UsageError('--with needs a JSON object of fields')
}

/** The fields of an operation and their counterparts at another provider, for a person. */
function moveFieldsText(from: Side, to: Side, options: TextOptions): string {
  const moves = moveFields(from, to)
  const gone = moves.filter((move) => move.to.length === 0).map((move) => move.from)
  return [
    headline(from, to, options),
    section(
      'Moves',
      alignColumns(
        moves.filter((move) => move.to.length > 0).map((move) => row(move, options)),
        { indent: 2, columns: options.columns },
      ),
      options,
    ),
    section('Not available there', bullets(gone.length === 0 ? [] : [gone.join(', ')], options), options),
  ].join('')
}

/** One request at another provider, for a person: the new `with` to copy, and the fields it loses. */
function movedText(from: Side, to: Side, { moved, options }: { moved: MovedRequest; options: TextOptions }): string {
  const yaml = stringify({ uses: `${to.provider}/${to.operation}`, with: moved.with }, { lineWidth: 100, version: '1.1' })
  const notes = moved.moved.flatMap(({ to: name, note }) => (note === undefined ? [] : [`${name}: ${note}`]))
  return [
    headline(from, to, options),
    `\n${yaml}`,
    section(
      'Not available there',
      bullets(
        moved.left.map(({ from: name, why }) => `${name}: ${why}`),
        options,
      ),
      options,
    ),
    section('Mind', bullets(notes, options), options),
    section('To correct', bullets(moved.problems, options), options),
  ].join('')
}

function headline(from: Side, to: Side, { paint }: TextOptions): string {
  return `${paint('bold', `${from.provider}/${from.operation} -> ${to.provider}/${to.operation}`)}\n`
}

function row({ from, to, lost, note }: FieldMove, { paint }: TextOptions): readonly string[] {
  const remarks = [...(note === undefined ? [] : [note]), ...(lost.length === 0 ? [] : [`not offered there: ${listValues(lost)}`])]
  return [paint('cyan', from), to.join(', '), paint('dim', remarks.join('; '))]
}

/** `1 to 4, 6, 7, 9 to 15`. */
function listValues(values: readonly unknown[]): string {
  const runs: unknown[][] = []
  for (const value of values) {
    const run = runs.at(-1)
    if (run !== undefined && typeof value === 'number' && value === Number(run.at(-1)) + 1) run.push(value)
    else runs.push([value])
  }
  return runs.flatMap((run) => (run.length > 2 ? [`${String(run[0])} to ${String(run.at(-1))}`] : run.map(String))).join(', ')
}

type Options = { readonly cwd: string; readonly manifest: string | undefined; readonly operation: Side }

/**
 * The fields of one job as in the manifest, with their expressions, and with the defaults that its operation has.
 *
 * @throws {UsageError} the job does not exist or uses another operation
 * @throws {ManifestError} the manifest has mistakes
 */
function readJobFields(job: string, { cwd, manifest = DEFAULT_MANIFEST, operation }: Options): Readonly<Record<string, unknown>> {
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
