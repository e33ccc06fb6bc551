import { dialectShapes } from './dialect/dialect-shapes.ts'
import { expressions } from './dialect/expressions.ts'
import { extensionNames } from './dialect/extension-names.ts'
import { messages } from './dialect/messages.ts'
import { namedOperations } from './dialect/named-operations.ts'
import { operationFields } from './dialect/operation-fields.ts'
import { prices } from './dialect/prices.ts'
import { taskReferences } from './dialect/task-references.ts'
import { uploads } from './dialect/uploads.ts'
import { answers } from './openapi/answers.ts'
import { headerNames } from './openapi/header-names.ts'
import { objectKeys } from './openapi/object-keys.ts'
import { openapiVersion } from './openapi/openapi-version.ts'
import { operationIds } from './openapi/operation-ids.ts'
import { pathParameters } from './openapi/path-parameters.ts'
import { references } from './openapi/references.ts'
import { security } from './openapi/security.ts'
import { servers } from './openapi/servers.ts'
import type { Rule } from './rule.ts'
import { examples } from './schemas/examples.ts'
import { fieldExtensions } from './schemas/field-extensions.ts'
import { requiredFields } from './schemas/required-fields.ts'
import { schemaCircles } from './schemas/schema-circles.ts'
import { schemaKeywords } from './schemas/schema-keywords.ts'
import { schemaSize } from './schemas/schema-size.ts'
import { schemaTypes } from './schemas/schema-types.ts'

/** All of them. Each looks for one kind of mistake and reports every one it finds. */
export const rules: readonly Rule[] = [
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
  namedOperations,
  operationFields,
  taskReferences,
  expressions,
  uploads,
  prices,
  messages,
]
