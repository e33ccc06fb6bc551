import { resolve } from 'node:path'
import type { ValueIssue } from '@shotlist/codegen'
import { defined } from '@shotlist/codegen/defined'
import { createInputValidator } from '@shotlist/codegen/input-validator'
import { isOfType, typeByExtension } from '../../manifest/files/file-types.ts'
import type { Files } from '../../manifest/files/files.ts'
import type { IssueList } from '../../manifest/issue-list.ts'
import type { Job } from '../../manifest/manifest.ts'
import { nodeAt, type Place } from '../../manifest/yaml/node.ts'
import type { UsedOperation } from '../resolve-operation.ts'
import type { Field } from './field.ts'
import { suggestField } from './field.ts'
import { hasField, ownName } from './own-entries.ts'
import { withPlaceholders } from './placeholders.ts'
import { noteFileElsewhere } from './to-upload-nodes.ts'

type Context = {
  readonly instance: string
  readonly job: Job
  readonly used: UsedOperation
  readonly fields: readonly Field[]
  readonly issues: IssueList
}

/** Checks a request against the operation's schema. Each mistake is reported at its value in the manifest. */
export function checkRequest(request: Readonly<Record<string, unknown>>, context: Context): void {
  const { data, unresolved } = withPlaceholders({ ...misspelt(context), ...request })
  const validate = createInputValidator(context.used.model, context.used.operation.name)
  for (const issue of validate(data, { unresolved })) note(issue, context)
}

/** Placeholders for the fields that misspelt names probably mean: the typo is reported, and the field is not reported as missing too. */
function misspelt({ job, used }: Context): Readonly<Record<string, unknown>> {
  const unknown = [...(job.with?.entries.keys() ?? [])].filter((key) => !hasField(key, used))
  const intended = unknown.map((key) => suggestField(key, used)).map((name) => name && ownName(name, used))
  return Object.fromEntries(intended.filter((name) => name !== undefined).map((name) => [name, LATER]))
}

/** A value that is only known later. */
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

/** The message without the suggestion, which an issue holds on its own. */
function withoutSuggestion({ message, suggestion }: ValueIssue): string {
  return suggestion === undefined ? message : message.replace(`: did you mean ${suggestion}?`, '')
}

/** The place for a missing field: the job's `with`, or its `uses`. */
function requestPlace(job: Job): Place {
  return job.with === undefined ? job.uses.place : { ...job.with, end: job.with.start + 1 }
}

/** Names the instance if the value comes from an expression or from the defaults, because it may be right for other jobs. */
function hintFor(issue: ValueIssue, field: Field | undefined, { instance, used, job }: Context): string | undefined {
  const isShared = field === undefined || field.value.kind === 'template' || !field.keyPlace.path.startsWith(`jobs.${job.id}.`)
  const forInstance = isShared ? `It is wrong for ${instance}, which uses ${used.provider}/${used.operation.name}.` : undefined
  if (issue.keyword === 'open-enum')
    return `${forInstance === undefined ? '' : `${forInstance} `}It is sent anyway. \`--allow-unknown\` hides this warning.`
  const file = field?.files.find(({ path }) => path.length === 0)
  const isText = field?.value.kind === 'static' && typeof field.value.value === 'string'
  if (isText && field.publicUrls.some((path) => path.length === 0))
    return `${used.provider} fetches it from a public https:// address: upload your file to one first.`
  if (file !== undefined && isText) {
    const text = String(field.value.value)
    return `Write a file as \`${field.name}: { ${file.takesUrl && /^https?:/i.test(text) ? 'url' : 'file'}: ${text} }\`.`
  }
  if (file !== undefined && field?.value.node.kind === 'map') return `Write a file as \`${field.name}: { file: path }\`.`
  if (forInstance !== undefined) return forInstance
  return issue.allowed === undefined || issue.suggestion === undefined ? undefined : `It is one of: ${issue.allowed.join(', ')}.`
}

function unescape(segment: string): string {
  return segment.replaceAll('~1', '/').replaceAll('~0', '~')
}

/** A file for which the provider accepts only some types, and its places in the manifest. */
export type ContentLimit = { readonly path: string; readonly types: readonly string[]; readonly places: Set<Place> }

/**
 * Reports files whose content has no type that the provider accepts, whatever their file extension: an upload would be in vain. Returns
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
    const hint = `The provider accepts ${types.join(', ')}.`
    for (const place of places) issues.add(place, { code: 'bad-file', message: `${path} ${problem}`, hint })
  }
  return refused
}

/** Whether a type can be told from a file's first bytes. SVG cannot: as text, it begins in many ways. */
function isKnown(type: string): boolean {
  return /^(image|video|audio)\/(?!svg)/.test(type)
}

function problemOf(path: string, found: string | undefined, types: readonly string[]): string | undefined {
  if (!types.every(isKnown)) return undefined
  if (found === undefined) return 'is not an image, a clip or a sound'
  // A container with sound alone begins like one with video.
  const asSound = found.replace(/^video/, 'audio')
  if (isOfType(found, types) || (asSound === typeByExtension(path) && isOfType(asSound, types))) return undefined
  return `contains ${found}, which does not match its name`
}

/** A file with a limit on its length, and its places in the manifest. Each file is opened once, after all other checks. */
export type LengthLimit = { readonly path: string; readonly maxSeconds: number; readonly places: Set<Place> }

/** Reports files that are too long. A file whose length cannot be read is left for the provider to check. */
export async function checkLengths(
  limits: Iterable<LengthLimit>,
  { files, root, issues }: { readonly files: Files; readonly root: string; readonly issues: IssueList },
): Promise<void> {
  for (const { path, maxSeconds, places } of limits) {
    const length = await files.seconds(resolve(root, path))
    // Encoders complete the last frame, so hundredths of a second are ignored.
    const seconds = Math.floor((length ?? 0) * 10) / 10
    if (seconds <= maxSeconds) continue
    const message = `${path} lasts ${seconds} s; the limit of the provider is ${maxSeconds} s`
    for (const place of places) issues.add(place, { code: 'bad-file', message })
  }
}
