import { FAILURE_CLASSES } from '../../errors/failure-classes.ts'
import type { Explanation, Explanations } from './explanation.ts'
import { MANIFEST_CODES } from './manifest-codes.ts'
import { RUN_CODES } from './run-codes.ts'

/** Mistakes of a provider's document, by code. Lists of a manifest's mistakes put `document/` before the code. */
export const DOCUMENT_CODES: Readonly<Record<string, string>> = {
  'answer-status': 'A key of `responses` is not an HTTP status.',
  'body-type': 'The body has a media type that Shotlist cannot send.',
  'circular-ref': 'A `$ref` refers to itself, directly or through others.',
  'coverage-endpoint': 'The coverage file names an endpoint that the document does not have at this place.',
  'coverage-missing': 'No line of the coverage file covers a part of the provider.',
  'coverage-place': 'The coverage file refers to a place that does not exist.',
  'coverage-shape': 'The coverage file does not have the expected structure.',
  'coverage-test': 'The coverage file names a test file, or the title of a test, that does not exist.',
  'answer-type': 'The schema of a response has another type where the document reads a value.',
  dialect: 'An extension of the dialect has a wrong value.',
  'dialect-unknown-key': 'An extension of the dialect has no such key.',
  'document-too-large': 'The document is larger than the limit.',
  'duplicate-canonical': 'Two fields of an operation have the same common name.',
  'duplicate-key': 'A mapping has the same key twice.',
  'duplicate-name': 'Two operations have the same name.',
  'duplicate-operation-id': 'Two operations have the same `operationId`.',
  'duplicate-provider': 'Two documents describe the same provider.',
  example: 'An example contradicts its schema.',
  expression: 'A runtime expression is not valid, or reads the request instead of the response, or the reverse.',
  place: 'The body of the operation never has the place, `x-place`, of a field, or does not allow a constant that goes along with it.',
  'place-clash': 'Two fields or constants of an operation are sent at the same place of the body.',
  'place-unused': '`x-place` has an effect only on a field of the `request` of a named operation.',
  'expression-target': 'A runtime expression refers to something that the document does not have.',
  'failure-hidden': 'The envelope of errors reads the place that says why a task failed, and decides first.',
  'failure-name': 'What says that failed tasks are charged names a class or code that does not exist.',
  'field-collision': 'Two fields of an operation would have the same name in a manifest.',
  'file-body': 'An output is the body of a response that is no such file, or that cannot be read again.',
  'file-place': 'A field takes a file that cannot be written into the body of its operation.',
  'file-twice': 'A field takes a file inside the request, and also an upload or a public URL.',
  'file-type': 'A field that takes a file inside the request is not a text.',
  'file-type-field': 'The field that gets the type of a file does not exist beside the file.',
  fixed: 'The fixed values break the schema, so no request can be valid.',
  'header-filled-in': 'A parameter is a header that Shotlist sets itself.',
  'id-slashes': 'Ids of tasks hold slashes, and the path parameter that takes them does not say `allowReserved: true`.',
  info: '`info` lacks its title or version.',
  'message-field': 'A message names a field that the operation does not have.',
  'misplaced-extension': 'An extension of the dialect has no effect at this place.',
  'misspelt-keyword': 'JSON Schema has no such keyword; it is probably a typo.',
  'money-unit': 'The unit of prices is not a word in the singular, or one USD is not worth one USD.',
  'never-answered': 'The schema of a response excludes a place or a value that the document reads.',
  'no-example': 'An operation that starts a task has no example.',
  'no-good-answer':
    'An operation has no response with a 2xx status. A redirect with the header `Location` is enough if no body is read from it.',
  'no-paths': 'The document has no paths.',
  'no-provider': 'The document does not say which provider it describes (`x-provider`).',
  'no-security': 'The document does not say how requests carry the API key (`security`).',
  'no-servers': 'The document does not say which host requests go to (`servers`).',
  'not-openapi': 'The file is not an OpenAPI 3.0 or 3.1 document.',
  'operation-id': 'An `operationId` is not text.',
  'open-enum': '`x-open-enum` is on a schema without `enum`.',
  'header-name': 'A header has a name that HTTP does not allow, or that HTTP sets itself.',
  overlay: 'An overlay is not an OpenAPI Overlay, or an action of it cannot be applied.',
  'overlay-target': 'The target of an overlay selects nothing in the document.',
  parameter: 'A parameter lacks a required key.',
  'path-parameter': 'The path parameters and the placeholders of the path differ.',
  price: 'A price cannot be calculated.',
  'price-field': 'A price depends on a field that the operation does not have.',
  'price-value': 'A price has a rule for a value that its field never has.',
  'public-url': 'A field has both `x-upload` and `x-public-url`.',
  'required-unknown': 'A required field is not among the properties.',
  'reserved-key': 'The key is reserved for Shotlist.',
  'schema-keyword': 'A keyword of JSON Schema has a value that it does not allow.',
  'schema-shape': 'A schema is not a mapping.',
  'schema-too-large': 'A schema is too large once all its references are resolved.',
  'security-scheme': 'A security scheme is missing, or puts the API key where Shotlist cannot send it.',
  severity: '`x-severity` is where it has no effect.',
  'server-region': 'Several servers have the same region, or no region.',
  'server-url': 'The URL of a server is not valid.',
  'kept-output': 'An output that a job keeps as a file is no file, or has a name that cannot be part of one.',
  'task-cancel': 'Tasks are cancelled at an address, and no response is said to hold it.',
  'task-outputs': 'A kind of task has no output that is a file.',
  'task-result': 'Where the id or address of a result comes from is not said, is said twice, or does not fit another request for the task.',
  'task-state': 'No rule says when a task has succeeded, or has failed.',
  'unknown-extension': 'The dialect has no such extension.',
  'unknown-field': 'The operation has no such field.',
  'unknown-keyword': 'JSON Schema has no such keyword.',
  'unknown-key': 'OpenAPI has no such key here.',
  'unknown-operation': 'The document has no such operation.',
  'unknown-task': 'The document has no such kind of task.',
  'unknown-type': 'JSON Schema has no such type.',
  'unknown-upload': 'No operation of that name is an upload.',
  unreadable: 'The file cannot be read.',
  'unresolved-ref': 'A `$ref` refers to something that the document does not have.',
  'upload-field': 'The body of an upload has no such field.',
  'upload-needs-more':
    'A field uploads its file with an operation that needs more than the file: write the other fields under `fixed` of `x-upload`.',
  'upload-result': 'An upload has no such output.',
  'yaml-alias': 'An alias refers to an anchor that is not defined before it.',
  'webhook-field': 'The field of a signed webhook does not say that it takes a URL.',
  'webhook-signature': 'The signature of a webhook lacks something, or what it signs does not protect the delivery.',
  'yaml-syntax': 'The file is not valid YAML or JSON.',
}

/** The remedy is the same for all of them. */
const DOCUMENT_REMEDY =
  'Correct the document at the place the message names. `shotlist-codegen check FILE` lists all mistakes; the page of the dialect in the docs explains each part.'

/** What a code belongs to. */
export type Kind = 'run' | 'class' | 'manifest' | 'document'

export type Explained = Explanation & { readonly code: string; readonly kind: Kind }

/** All codes, in the order of the page of codes. Codes of documents have their `document/`, as in a manifest's list of mistakes. */
export const explanations: readonly Explained[] = [
  ...listed('run', RUN_CODES),
  ...listed('class', FAILURE_CLASSES),
  ...listed('manifest', MANIFEST_CODES),
  ...Object.entries(DOCUMENT_CODES).map(
    ([code, meaning]): Explained => ({ code: `document/${code}`, kind: 'document', meaning, remedy: DOCUMENT_REMEDY, exit: 'usage' }),
  ),
]

/** All meanings of a code: `timeout`, for example, also is a class of failure. Codes of documents may lack their `document/`. */
export function explainCode(code: string): readonly Explained[] {
  const own = explanations.filter((each) => each.code === code)
  return own.length > 0 ? own : explanations.filter((each) => each.code === `document/${code}`)
}

function listed(kind: Kind, codes: Explanations): readonly Explained[] {
  return Object.entries(codes).map(([code, explanation]): Explained => Object.assign({ code, kind }, explanation))
}
