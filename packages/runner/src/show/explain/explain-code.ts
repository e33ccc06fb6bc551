import { FAILURE_CLASSES } from '../../errors/failure-classes.ts'
import type { Explanation, Explanations } from './explanation.ts'
import { MANIFEST_CODES } from './manifest-codes.ts'
import { RUN_CODES } from './run-codes.ts'

/** Mistakes of a provider's document, by code. In the list of a manifest's mistakes they begin with `document/`. */
export const DOCUMENT_CODES: Readonly<Record<string, string>> = {
  'answer-status': 'An answer stands under something that is no HTTP status.',
  'body-type': 'The body is of a media type that cannot be sent.',
  'circular-ref': 'A `$ref` leads back to itself.',
  'coverage-endpoint': 'The coverage file names an endpoint that the document does not have there.',
  'coverage-missing': 'Something of the provider stands in no line of the coverage file.',
  'coverage-place': 'The coverage file points at a place that is not there.',
  'coverage-shape': 'The coverage file is not as it should be.',
  dialect: 'An extension of the dialect is not as it should be.',
  'dialect-unknown-key': 'An extension of the dialect has no such key.',
  'document-too-large': 'The document is larger than one can reasonably be.',
  'duplicate-canonical': 'Two fields of an operation have the same common name.',
  'duplicate-key': 'A key stands twice in one mapping.',
  'duplicate-name': 'Two operations have the same name.',
  'duplicate-operation-id': 'Two operations have the same `operationId`.',
  'duplicate-provider': 'Two documents describe the same provider.',
  example: 'An example contradicts its schema.',
  expression: 'A runtime expression cannot be read, or looks at the wrong side.',
  'expression-target': 'A runtime expression points at something that is not there.',
  'field-collision': 'Two fields of an operation would have one name for its users.',
  fixed: 'With the fixed values the request can never be valid.',
  'header-filled-in': 'A header that is filled in by itself stands among the parameters.',
  info: '`info` lacks its title or version.',
  'message-field': 'A message names a field that the operation does not have.',
  'misplaced-extension': 'An extension of the dialect stands where it means nothing.',
  'misspelt-keyword': 'JSON Schema has no such keyword; another one is probably meant.',
  'missing-operation-id': 'An operation has no `operationId`.',
  'no-example': 'An operation that starts a task has no example.',
  'no-good-answer': 'An operation has no answer for success.',
  'no-paths': 'The document has no paths.',
  'no-provider': 'The document does not say which provider it describes (`x-provider`).',
  'no-security': 'The document does not say where the key goes.',
  'no-servers': 'The document does not say where the provider is.',
  'not-openapi': 'The file is no OpenAPI 3.1 document.',
  'open-enum': '`x-open-enum` stands where there is no enum.',
  'header-name': 'A header has a name that HTTP does not take, or sets itself.',
  parameter: 'A parameter lacks something.',
  'path-parameter': 'The parameters do not fit the placeholders of the path.',
  price: 'A price cannot be worked out.',
  'price-field': 'A price looks at a field that the operation does not have.',
  'price-value': 'A price has a rule for a value that its field never has.',
  'public-url': 'A field is said to take both an upload and a public URL.',
  'required-unknown': 'A field that is required is not among the properties.',
  'reserved-key': 'A key is reserved.',
  'schema-keyword': 'A keyword of JSON Schema has a value it cannot have.',
  'schema-shape': 'A schema is no mapping.',
  'schema-too-large': 'With all references written out, a schema is too large.',
  'security-scheme': 'A security scheme is missing, or puts the key where it cannot go.',
  'server-region': 'The regions of the servers are not told apart.',
  'server-url': "A server's URL is none.",
  'task-outputs': 'A kind of task yields no file.',
  'task-state': 'No rule says when a task has succeeded, or has failed.',
  'unknown-extension': 'The dialect has no such extension.',
  'unknown-field': 'The operation has no such field.',
  'unknown-keyword': 'JSON Schema has no such keyword.',
  'unknown-key': 'OpenAPI has no such key here.',
  'unknown-operation': 'The document has no such operation.',
  'unknown-task': 'The document has no such kind of task.',
  'unknown-type': 'JSON Schema has no such type.',
  'unknown-upload': 'No operation of that name takes an upload.',
  unreadable: 'The file cannot be read.',
  'unresolved-ref': 'A `$ref` points at something that is not there.',
  'upload-field': 'The body of an upload has no such field.',
  'upload-needs-more': 'A field takes a file through an upload that needs more than the file: say the rest under `fixed` of the upload.',
  'upload-result': 'An upload has no such output.',
  'yaml-alias': 'An alias refers to an anchor that does not come before it.',
  'yaml-syntax': 'The file is no good YAML or JSON.',
}

/** What is done about any of them. */
const DOCUMENT_REMEDY =
  "Mend the document at the place the message names. `shotlist-codegen check FILE` lists all mistakes; the dialect's page explains each part."

/** What a code is of. */
export type Kind = 'run' | 'class' | 'manifest' | 'document'

export type Explained = Explanation & { readonly code: string; readonly kind: Kind }

/** Every code there is, in the order of the page of codes. Codes of documents are as a manifest's list of mistakes shows them. */
export const explanations: readonly Explained[] = [
  ...listed('run', RUN_CODES),
  ...listed('class', FAILURE_CLASSES),
  ...listed('manifest', MANIFEST_CODES),
  ...Object.entries(DOCUMENT_CODES).map(
    ([code, meaning]): Explained => ({ code: `document/${code}`, kind: 'document', meaning, remedy: DOCUMENT_REMEDY, exit: 'usage' }),
  ),
]

/** All that a code may mean: some are both what ends the command and a class of failure. Codes of documents may be given without `document/`. */
export function explainCode(code: string): readonly Explained[] {
  const own = explanations.filter((each) => each.code === code)
  return own.length > 0 ? own : explanations.filter((each) => each.code === `document/${code}`)
}

function listed(kind: Kind, codes: Explanations): readonly Explained[] {
  return Object.entries(codes).map(([code, explanation]): Explained => Object.assign({ code, kind }, explanation))
}
