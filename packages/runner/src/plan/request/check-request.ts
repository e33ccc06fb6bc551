import { resolve } from 'node:path'
import type { ValueIssue } from '@shotlist/codegen'
import { defined } from '@shotlist/codegen/defined'
import { createInputValidator } from '@shotlist/codegen/input-validator'
import { isOfType, typeByEnding } from '../../manifest/files/file-types.ts'
import type { Files } from '../../manifest/files/files.ts'
import type { IssueList } from '../../manifest/issue-list.ts'
import type { Job } from '../../manifest/manifest.ts'
import { nodeAt, type Place } from '../../manifest/yaml/node.ts'
import type { UsedOperation } from '../resolve-operation.ts'
import type { Field } from './field.ts'
import { suggestField } from './field.ts'
import { hasField, ownName } from './own-entries.ts'
import { withPlaceholders } from './placeholders.ts'
import { noteFileElsewhere } from './read-files.ts'

type Context = {
  readonly instance: string
  readonly job: Job
  readonly used: UsedOperation
  readonly fields: readonly Field[]
  readonly issues: IssueList
}

/** Checks a request against the operation's schema. Each mistake is noted at the value in the manifest that makes it. */
export function checkRequest(request: Readonly<Record<string, unknown>>, context: Context): void {
  const { data, unresolved } = withPlaceholders({ ...misspelt(context), ...request })
  const validate = createInputValidator(context.used.model, context.used.operation.name)
  for (const issue of validate(data, { unresolved })) note(issue, context)
}

/** Fields whose names have a slip in them: that has been noted, and they are not missing as well. */
function misspelt({ job, used }: Context): Readonly<Record<string, unknown>> {
  const unknown = [...(job.with?.entries.keys() ?? [])].filter((key) => !hasField(key, used))
  const meant = unknown.map((key) => suggestField(key, used)).map((name) => name && ownName(name, used))
  return Object.fromEntries(meant.filter((name) => name !== undefined).map((name) => [name, LATER]))
}

/** Stands for a value that is not known yet. */
const LATER = { $text: [] }

function note(issue: ValueIssue, context: Context): void {
  const [name, ...rest] = issue.pointer.split('/').slice(1).map(unescape)
  const field = context.fields.find((candidate) => candidate.name === name)
  if (field !== undefined && noteFileElsewhere(field, rest, context)) return
  const hint = hintFor(issue, field, context)
  context.issues.add(
    field === undefined ? requestPlace(context.job) : nodeAt(field.value.node, rest),
    {
      code: issue.keyword === 'open-enum' ? 'unknown-value' : 'bad-request',
      message: withoutSuggestion(issue),
      ...defined({ hint, suggestion: issue.suggestion }),
    },
    issue.severity,
  )
}

/** What was probably meant is told apart from what is wrong. */
function withoutSuggestion({ message, suggestion }: ValueIssue): string {
  return suggestion === undefined ? message : message.replace(`: did you mean ${suggestion}?`, '')
}

/** What is missing has no place of its own. */
function requestPlace(job: Job): Place {
  return job.with === undefined ? job.uses.place : { ...job.with, end: job.with.start + 1 }
}

/** A value from an expression or from the defaults is wrong for some jobs and not for others. */
function hintFor(issue: ValueIssue, field: Field | undefined, { instance, used, job }: Context): string | undefined {
  const isShared = field === undefined || field.value.kind === 'template' || !field.keyPlace.path.startsWith(`jobs.${job.id}.`)
  const whom = isShared ? `This is so for ${instance}, which uses ${used.provider}/${used.operation.name}.` : undefined
  if (issue.keyword === 'open-enum')
    return `${whom === undefined ? '' : `${whom} `}It is sent all the same. Add \`--allow-unknown\` to hear nothing of it.`
  const upload = field?.uploads.find(({ path }) => path.length === 0)
  const isText = field?.value.kind === 'static' && typeof field.value.value === 'string'
  if (isText && field.publicUrls.some((path) => path.length === 0))
    return `${used.provider} fetches it from a public https:// address: a file of your own must be put on one first.`
  if (upload !== undefined && isText) {
    const text = String(field.value.value)
    return `A file is given as \`${field.name}: { ${/^https?:/i.test(text) ? 'url' : 'file'}: ${text} }\`.`
  }
  if (upload !== undefined && field?.value.node.kind === 'map') return `A file is given as \`${field.name}: { file: path }\`.`
  if (whom !== undefined) return whom
  return issue.allowed === undefined || issue.suggestion === undefined ? undefined : `It is one of: ${issue.allowed.join(', ')}.`
}

function unescape(segment: string): string {
  return segment.replaceAll('~1', '/').replaceAll('~0', '~')
}

/** A file for which the provider takes some types only, and where the manifest gives it. Files are opened last, and each once. */
export type ContentLimit = { readonly path: string; readonly types: readonly string[]; readonly places: Set<Place> }

/**
 * Notes the files whose content is of no type that the provider takes, whatever their names end in: their upload would be paid for nothing. Returns
 * their paths.
 */
export async function checkContents(
  limits: Iterable<ContentLimit>,
  { files, root, issues }: { readonly files: Files; readonly root: string; readonly issues: IssueList },
): Promise<ReadonlySet<string>> {
  const refused = new Set<string>()
  for (const { path, types, places } of limits) {
    const found = await files.type(resolve(root, path))
    const problem = 'problem' in found ? found.problem : problemOf(path, found.type, types)
    if (problem === undefined) continue
    refused.add(path)
    const hint = `The provider takes ${types.join(', ')}.`
    for (const place of places) issues.add(place, { code: 'bad-file', message: `${path} ${problem}`, hint })
  }
  return refused
}

/** How every file of such a type begins is known; drawings in SVG, as all texts, begin in many ways. */
function isKnown(type: string): boolean {
  return /^(image|video|audio)\/(?!svg)/.test(type)
}

function problemOf(path: string, found: string | undefined, types: readonly string[]): string | undefined {
  if (!types.every(isKnown)) return undefined
  if (found === undefined) return 'holds no picture, clip or sound'
  // A container begins the same with pictures in it and without.
  const asSound = found.replace(/^video/, 'audio')
  if (isOfType(found, types) || (asSound === typeByEnding(path) && isOfType(asSound, types))) return undefined
  return `holds ${found}, whatever its name says`
}

/** A file that may be of so many seconds, and where the manifest gives it. Looking into files takes time: it is done last, and once for each. */
export type LengthLimit = { readonly path: string; readonly maxSeconds: number; readonly places: Set<Place> }

/** Notes the files that are too long. One whose length cannot be read is left to the provider. */
export async function checkLengths(
  limits: Iterable<LengthLimit>,
  { files, root, issues }: { readonly files: Files; readonly root: string; readonly issues: IssueList },
): Promise<void> {
  for (const { path, maxSeconds, places } of limits) {
    const length = await files.seconds(resolve(root, path))
    // Encoders fill up the last frame: hundredths of a second say nothing.
    const seconds = Math.floor((length ?? 0) * 10) / 10
    if (seconds <= maxSeconds) continue
    const message = `${path} lasts ${seconds} s; the provider takes ${maxSeconds} s at the most`
    for (const place of places) issues.add(place, { code: 'bad-file', message })
  }
}
