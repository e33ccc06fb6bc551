import type { Issue } from '../issues/issue.ts'
import { answerPlaces } from './dialect/answer-places.ts'
import { expressions } from './dialect/expressions.ts'
import { extensionNames } from './dialect/extension-names.ts'
import { dialectShapes, fieldExtensions, messages } from './dialect/extension-shapes.ts'
import { fileBodies } from './dialect/file-bodies.ts'
import { files } from './dialect/files.ts'
import { idsInPaths } from './dialect/ids-in-paths.ts'
import { keptFiles } from './dialect/kept-files.ts'
import { money } from './dialect/money.ts'
import { namedOperations } from './dialect/named-operations.ts'
import { operationFields } from './dialect/operation-fields.ts'
import { places } from './dialect/places.ts'
import { prices } from './dialect/prices.ts'
import { taskFailures } from './dialect/task-failures.ts'
import { taskReferences } from './dialect/task-references.ts'
import { uploads } from './dialect/uploads.ts'
import { webhookSignatures } from './dialect/webhook-signatures.ts'
import { headerNames } from './openapi/header-names.ts'
import { objectKeys } from './openapi/object-keys.ts'
import { openapiVersion } from './openapi/openapi-version.ts'
import { answers, operationIds, pathParameters } from './openapi/operations.ts'
import { references } from './openapi/references.ts'
import { security } from './openapi/security.ts'
import { servers } from './openapi/servers.ts'
import type { Rule, RuleContext } from './rule-context.ts'
import { examples } from './schemas/examples.ts'
import { requiredFields } from './schemas/required-fields.ts'
import { schemaKeywords, schemaTypes } from './schemas/schema-keywords.ts'
import { schemaCircles, schemaSize } from './schemas/schema-size.ts'

/** Runs rules (default: all) and returns their issues, file by file from top to bottom, without duplicates. */
export function checkDocument(context: RuleContext, chosen: readonly Rule[] = RULES): Issue[] {
  const { spec } = context
  // A file with syntax errors has no places to check: only those errors are reported.
  const found = spec.sources.main.value === undefined ? [] : chosen.flatMap((rule) => findings(rule, context))
  const order = new Map(
    [...spec.sources.files, ...(spec.sources.overlay === undefined ? [] : [spec.sources.overlay])].map((file, index) => [file.name, index]),
  )
  return unique([...spec.sources.issues, ...found]).toSorted(
    (a, b) => (order.get(a.file) ?? 0) - (order.get(b.file) ?? 0) || a.line - b.line || a.column - b.column,
  )
}

/** Drops duplicates: a rule checks a shared part once for each operation that uses it. */
function unique(issues: readonly Issue[]): Issue[] {
  return [...new Map(issues.map((issue) => [keyOf(issue), issue])).values()]
}

function keyOf({ file, pointer, line, column, code, message }: Issue): string {
  return JSON.stringify([file, pointer, line, column, code, message])
}

/** Limits the issues of one kind: longer lists do not help, and finding the nearest name for each takes time. */
const MAX_FINDINGS = 300

function findings(rule: Rule, context: RuleContext): Issue[] {
  const found: Issue[] = []
  for (const issue of rule(context)) {
    found.push(issue)
    if (found.length >= MAX_FINDINGS) break
  }
  return found
}

/** All rules. Each looks for one kind of mistake and reports every occurrence. */
const RULES: readonly Rule[] = [
  openapiVersion,
  objectKeys,
  references,
  operationIds,
  pathParameters,
  headerNames,
  answers,
  security,
  servers,
  schemaCircles,
  schemaSize,
  schemaTypes,
  schemaKeywords,
  requiredFields,
  examples,
  fieldExtensions,
  extensionNames,
  dialectShapes,
  money,
  namedOperations,
  operationFields,
  taskReferences,
  keptFiles,
  taskFailures,
  webhookSignatures,
  expressions,
  answerPlaces,
  fileBodies,
  idsInPaths,
  uploads,
  places,
  files,
  prices,
  messages,
]

/** The rules that matter for types and a client typed by path. Such a client does not use the document's examples, servers and keys. */
const PLAIN_RULES = [openapiVersion, objectKeys, references, operationIds, pathParameters, schemaTypes, schemaKeywords, requiredFields]

/** Mistakes in published documents that do not make a type wrong. The user of such a document cannot correct them. */
const HARMLESS = new Set(['info', 'misspelt-keyword', 'required-unknown', 'schema-keyword', 'unknown-key', 'unknown-keyword'])

/** Checks a document without the dialect. */
export function checkPlainDocument(context: RuleContext): Issue[] {
  return checkDocument({ ...context, plain: true }, PLAIN_RULES).map((issue) => (HARMLESS.has(issue.code) ? asWarning(issue) : issue))
}

function asWarning(issue: Issue): Issue {
  return { ...issue, severity: 'warning' }
}
