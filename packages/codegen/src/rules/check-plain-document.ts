import type { Issue } from '../issues/issue.ts'
import { checkDocument } from './check-document.ts'
import { objectKeys } from './openapi/object-keys.ts'
import { openapiVersion } from './openapi/openapi-version.ts'
import { operationIds } from './openapi/operation-ids.ts'
import { pathParameters } from './openapi/path-parameters.ts'
import { references } from './openapi/references.ts'
import type { RuleContext } from './rule-context.ts'
import { requiredFields } from './schemas/required-fields.ts'
import { schemaKeywords } from './schemas/schema-keywords.ts'
import { schemaTypes } from './schemas/schema-types.ts'

/** What types and a client typed by path rest on. Examples, answers, servers and keys of such a document are used for nothing. */
const rules = [openapiVersion, objectKeys, references, operationIds, pathParameters, schemaTypes, schemaKeywords, requiredFields]

/** Mistakes that real documents have and that no type comes out wrong by. They belong to somebody else, who may never mend them. */
const harmless = new Set(['info', 'misspelt-keyword', 'required-unknown', 'schema-keyword', 'unknown-key', 'unknown-keyword'])

/** Checks a document without the dialect. */
export function checkPlainDocument(context: RuleContext): Issue[] {
  return checkDocument({ ...context, plain: true }, rules).map((issue) => (harmless.has(issue.code) ? asWarning(issue) : issue))
}

function asWarning(issue: Issue): Issue {
  return { ...issue, severity: 'warning' }
}
