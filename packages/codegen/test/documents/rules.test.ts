import { describe, expect, test } from 'vitest'
import { issuesOf, studioText, studioWith } from './studio.ts'

type Mistake = {
  /** Replacements in the valid document. */
  readonly edit: readonly (readonly [from: string, to: string])[]
  readonly code: string
  /** The text of the source line that begins at the caret. */
  readonly at: string
  readonly says: RegExp
  readonly hint?: RegExp
  readonly severity?: 'warning'
}

const MISTAKES: Readonly<Record<string, Mistake>> = {
  'another version of OpenAPI': { edit: [['openapi: 3.1.0', 'openapi: 3.0.3']], code: 'not-openapi', at: '3.0.3', says: /3\.0\.3/ },
  'a number as version': { edit: [['version: 1.2.0', 'version: 1.2']], code: 'info', at: '1.2', says: /info\.version must be text/ },
  'a misspelt key of OpenAPI': {
    edit: [['      operationId: listClips\n      requestBody:', '      operationId: listClips\n      requestbody:']],
    code: 'unknown-key',
    at: 'requestbody:',
    says: /no requestbody here/,
    hint: /did you mean requestBody\?/,
  },
  'an unknown type': {
    edit: [['url: { type: string }', 'url: { type: strng }']],
    code: 'unknown-type',
    at: 'strng }',
    says: /"strng" is not a type/,
    hint: /did you mean string\?/,
  },
  'a keyword of the wrong type': {
    edit: [['maxLength: 100', 'maxLength: "100"']],
    code: 'schema-keyword',
    at: '"100"',
    says: /maxLength must be a whole number/,
  },
  'a misspelt keyword': {
    edit: [['maxLength: 100', 'maxLenght: 100']],
    code: 'misspelt-keyword',
    at: 'maxLenght: 100',
    says: /not a keyword/,
    hint: /did you mean maxLength\?/,
  },
  'nullable of OpenAPI 3.0': {
    edit: [['cost: { type: number }', 'cost: { type: number, nullable: true }']],
    code: 'unknown-keyword',
    at: 'nullable: true',
    says: /nullable/,
    hint: /"null"/,
    severity: 'warning',
  },
  'a duplicate operationId': {
    edit: [['operationId: getAccount', 'operationId: getClip']],
    code: 'duplicate-operation-id',
    at: 'getClip',
    says: /getClip is used twice/,
    hint: /the first is at studio\.yaml:\d+:\d+/,
  },
  'a missing operationId': {
    edit: [['      operationId: getAccount\n', '']],
    code: 'missing-operation-id',
    at: 'get:',
    says: /GET \/account has no operationId/,
  },
  'an unresolved reference': {
    edit: [['{ $ref: "#/components/schemas/Extend" }\n      responses', '{ $ref: "#/components/schemas/Extent" }\n      responses']],
    code: 'unresolved-ref',
    at: '"#/components/schemas/Extent"',
    says: /nothing at/,
    hint: /did you mean #\/components\/schemas\/Extend\?/,
  },
  'a reference to the network': {
    edit: [['parent: { $ref: "#/components/schemas/Clip" }', 'parent: { $ref: "https://elsewhere.example/clip.yaml" }']],
    code: 'unresolved-ref',
    at: '"https://',
    says: /never fetched/,
  },
  'references in a circle': {
    edit: [['    Clip:\n      type: object', '    Loop: { $ref: "#/components/schemas/Loop" }\n    Clip:\n      type: object']],
    code: 'circular-ref',
    at: '"#/components/schemas/Loop"',
    says: /circle/,
  },
  'a path without its parameter': {
    edit: [['/clips/{id}:', '/clips/{clip}:']],
    code: 'path-parameter',
    at: 'get:',
    says: /no path parameter for \{clip\}/,
  },
  'a path parameter without its place': {
    edit: [['/clips/{id}:', '/clips/{ids}:']],
    code: 'path-parameter',
    at: 'id, in: path',
    says: /has no \{id\}/,
    hint: /did you mean ids\?/,
  },
  'no good answer': {
    edit: [['responses: { "200": { $ref: "#/components/responses/Started" } }', 'responses: { "400": { description: Bad } }']],
    code: 'no-good-answer',
    at: 'responses:',
    says: /POST \/clips has no success response/,
  },
  'required names no field': {
    edit: [['required: [prompt]', 'required: [promt]']],
    code: 'required-unknown',
    at: 'promt',
    says: /"promt"/,
    hint: /did you mean prompt\?/,
  },
  'a default against its schema': {
    edit: [['default: 720p', 'default: 700p']],
    code: 'example',
    at: '700p',
    says: /this default contradicts its schema: .*must be 720p or 1080p/,
  },
  'an enum against its type': {
    edit: [['enum: [5, 8]', 'enum: [5, "8"]']],
    code: 'example',
    at: '"8"',
    says: /this value of enum contradicts/,
  },
  'an answer that is no example': {
    edit: [['example: { paid: 10, free: 2 }', 'example: { paid: much, free: 2 }']],
    code: 'example',
    at: 'much',
    says: /paid must be a number/,
  },
  'no server': { edit: [['servers:\n', 'x-servers:\n']], code: 'no-servers', at: 'openapi', says: /no server/ },
  'a region twice': { edit: [['x-region: cn', 'x-region: world']], code: 'server-region', at: 'world', says: /world is used twice/ },
  'a server without a region': {
    edit: [['    x-region: cn\n', '']],
    code: 'server-region',
    at: 'url',
    says: /needs an x-region/,
  },
  'an unknown security scheme': {
    edit: [['  - key: []', '  - kei: []']],
    code: 'security-scheme',
    at: 'kei',
    says: /no security scheme kei/,
    hint: /did you mean key\?/,
  },
  'a word before a key in the query': {
    edit: [['{ type: apiKey, in: header, name: X-Key }', '{ type: apiKey, in: query, name: key, x-key-prefix: Key }']],
    code: 'security-scheme',
    at: 'Key }',
    says: /one word that comes before the key, in a header/,
  },
  'a price that no request has': {
    edit: [['m2: 30', 'm2: 1e308']],
    code: 'dialect',
    at: '1e308',
    says: /1000000000/,
  },
  'a key in a header that is none': {
    edit: [['in: header, name: X-Key', 'in: header, name: "X-Key\\r\\nX-Other"']],
    code: 'header-name',
    at: '"X-Key\\r',
    says: /cannot be the name of a header/,
  },
  'a key in a header of the transport': {
    edit: [['in: header, name: X-Key', 'in: header, name: Content-Length']],
    code: 'header-name',
    at: 'Content-Length',
    says: /Content-Length is a header that HTTP sets itself/,
  },
  'a parameter in a header that is none': {
    edit: [['name: Accept-Language', 'name: Accept Language']],
    code: 'header-name',
    at: 'Accept Language',
    says: /"Accept Language" cannot be the name/,
  },
  'a parameter in a header of the transport': {
    edit: [['name: Accept-Language', 'name: transfer-encoding']],
    code: 'header-name',
    at: 'transfer-encoding',
    says: /transfer-encoding is a header that HTTP sets itself/,
  },
  'a trace in a header of the transport': {
    edit: [['trace: X-Trace', 'trace: Host']],
    code: 'header-name',
    at: 'Host',
    says: /Host is a header that HTTP sets itself/,
  },
  'the word before a key in another place': {
    edit: [['cost: { type: number }', 'cost: { type: number, x-key-prefix: Key }']],
    code: 'misplaced-extension',
    at: 'x-key-prefix: Key',
    says: /x-key-prefix has no meaning here/,
    hint: /securitySchemes/,
  },
  'a security scheme for more than a key': {
    edit: [['{ type: apiKey, in: header, name: X-Key }', '{ type: http, scheme: basic }']],
    code: 'security-scheme',
    at: 'http, scheme',
    says: /not one that takes a single key/,
  },
  'no provider': { edit: [['x-provider:', 'x-ours:']], code: 'no-provider', at: 'openapi', says: /no x-provider/ },
  'a provider id of another form': {
    edit: [['  id: studio', '  id: Studio_1']],
    code: 'dialect',
    at: 'Studio_1',
    says: /lower-case letters and digits/,
  },
  'an env name of another form': {
    edit: [['key: STUDIO_KEY', 'key: studio-key']],
    code: 'dialect',
    at: 'studio-key',
    says: /upper-case letters, digits and underscores/,
  },
  'a misspelt key of the dialect': {
    edit: [['    charged:', '    chargd:']],
    code: 'dialect-unknown-key',
    at: 'chargd',
    says: /did you mean charged\?/,
  },
  'a missing key of the dialect': {
    edit: [[', is: succeeded }', ' }']],
    code: 'dialect',
    at: '{',
    says: /rules\[0\]\.is is required/,
  },
  'a condition that compares with nothing': {
    edit: [['envelope: { ok: { at: "$response.body#/code", equals: 0 } }', 'envelope: { ok: { at: "$response.body#/code" } }']],
    code: 'dialect',
    at: 'ok: {',
    says: /one of equals, in or present is required/,
  },
  'an unknown class of error': {
    edit: [['class: busy', 'class: bussy']],
    code: 'dialect',
    at: 'bussy',
    says: /did you mean busy\?/,
  },
  'a duration of another form': {
    edit: [['every: 500ms', 'every: 500']],
    code: 'dialect',
    at: '500,',
    says: /every must be text, not 500/,
  },
  'a misspelt extension': {
    edit: [['      x-operations:\n        - name: balance', '      x-operation:\n        - name: balance']],
    code: 'unknown-extension',
    at: 'x-operation:',
    says: /x-operation/,
    hint: /did you mean x-operations\?/,
  },
  'an extension in the wrong place': {
    edit: [['url: { type: string }', 'url: { type: string, x-region: cn }']],
    code: 'misplaced-extension',
    at: 'x-region: cn',
    says: /has no meaning here/,
    hint: /servers/,
  },
  'an operation that is not there': {
    edit: [['operation: getClip', 'operation: getClips']],
    code: 'unknown-operation',
    at: 'getClips',
    says: /no operation has the operationId getClips/,
    hint: /did you mean getClip\?/,
  },
  'a kind of task that is not there': {
    edit: [
      [
        'starts: video\n          request: { $ref: "#/components/schemas/TextToVideo" }',
        'starts: vido\n          request: { $ref: "#/components/schemas/TextToVideo" }',
      ],
    ],
    code: 'unknown-task',
    at: 'vido',
    says: /vido/,
    hint: /did you mean video\?/,
  },
  'a name twice': {
    edit: [['- name: extend', '- name: text-to-video']],
    code: 'duplicate-name',
    at: 'text-to-video',
    says: /two operations are called text-to-video/,
    hint: /the first is at studio\.yaml:\d+/,
  },
  'a name that is another in code': {
    edit: [['- name: extend', '- name: text-to--video']],
    code: 'duplicate-name',
    at: 'text-to--video',
    says: /two operations are called TextToVideo in code: text-to-video and text-to--video/,
  },
  'a name of another form': {
    edit: [['- name: extend', '- name: extendClip']],
    code: 'dialect',
    at: 'extendClip',
    says: /lower-case words/,
  },
  'two kinds at once': {
    edit: [['- name: extend\n          starts: video', '- name: extend\n          starts: video\n          charges: true']],
    code: 'dialect',
    at: 'name: extend',
    says: /either starts a task/,
  },
  'JSONPath for an expression': {
    edit: [['id: "$response.body#/data/id"', 'id: "$.data.id"']],
    code: 'expression',
    at: '"$.data.id"',
    says: /not an expression/,
    hint: /JSONPath/,
  },
  'an expression of the wrong side': {
    edit: [['id: "$request.path.id"', 'id: "$response.body#/id"']],
    code: 'expression',
    at: '"$response.body#/id"',
    says: /a place in a request is named/,
  },
  'an expression for a parameter that is not there': {
    edit: [['id: "$request.path.id"', 'id: "$request.path.clip"']],
    code: 'expression-target',
    at: '"$request.path.clip"',
    says: /getClip has no path parameter clip/,
    hint: /known are id/,
  },
  'an expression for a body field that is not there': {
    edit: [['ids: "$request.body#/ids"', 'ids: "$request.body#/idz"']],
    code: 'expression-target',
    at: '"$request.body#/idz"',
    says: /no "idz" at this place of the request of listClips/,
  },
  'an expression for a slip in an answer': {
    edit: [['items: "$response.body#/data"', 'items: "$response.body#/dta"']],
    code: 'expression-target',
    at: '"$response.body#/dta"',
    says: /no "dta" at this place of the response/,
    severity: 'warning',
  },
  'an upload through nothing': {
    edit: [
      ['img: { type: integer, format: int64, x-upload: upload-image }', 'img: { type: integer, format: int64, x-upload: upload-img }'],
    ],
    code: 'unknown-upload',
    at: 'upload-img',
    says: /no operation called upload-img takes an upload/,
    hint: /did you mean upload-image\?/,
  },
  'an upload that needs more than a file': {
    edit: [
      [
        '  /images:\n    post:\n      operationId: uploadImage\n',
        '  /images/{folder}:\n    post:\n      operationId: uploadImage\n      parameters: [{ name: folder, in: path, required: true, schema: { type: string } }]\n',
      ],
      ['        media: { type: integer, format: int64, x-upload: upload-image }', '        media: { type: integer, format: int64 }'],
    ],
    code: 'upload-needs-more',
    at: 'upload-image }',
    says: /upload-image also needs folder/,
    hint: /in `fixed`/,
  },
  'any entry of a list in an answer': {
    edit: [['id: "$response.body#/data/id"', 'id: "$response.body#/data/-/id"']],
    code: 'expression',
    at: '"$response.body#/data/-/id"',
    says: /the number of the entry/,
  },
  'an upload without its field': {
    edit: [['            file: image\n', '            file: picture\n']],
    code: 'upload-field',
    at: 'picture',
    says: /no field picture/,
  },
  'an upload without its output': { edit: [['result: img', 'result: image']], code: 'upload-result', at: 'image', says: /no output image/ },
  'a price of a field that is not there': {
    edit: [['{ field: duration }', '{ field: seconds }']],
    code: 'price-field',
    at: 'seconds',
    says: /has no field seconds/,
  },
  'a price that is not one': {
    edit: [['price: 10 }', 'price: { by: [model] } }']],
    code: 'dialect',
    at: 'price: {',
    says: /price\.of is required/,
  },
  'a price table that ends early': {
    edit: [['by: [model]', 'by: [model, duration]']],
    code: 'price',
    at: '20',
    says: /ends before duration/,
  },
  'an example that is not valid': {
    edit: [
      ['example: { prompt: a glacier, model: m2, duration: 5 }', 'example: { prompt: a glacier, model: m2, quality: 1080p, duration: 8 }'],
    ],
    code: 'example',
    at: '8 }',
    says: /1080p takes no 8 s/,
  },
  'no example': {
    edit: [['          example: { prompt: a glacier, model: m2, duration: 5 }\n', '']],
    code: 'no-example',
    at: 'name: text-to-video',
    says: /text-to-video starts a task and has no example/,
    severity: 'warning',
  },
  'fixed values that are never valid': {
    edit: [['fixed: { action: generate }', 'fixed: { action: create }']],
    code: 'fixed',
    at: 'fixed:',
    says: /never be valid/,
  },
  'a webhook field that is not there': {
    edit: [['webhook_field: callback', 'webhook_field: callbak']],
    code: 'unknown-field',
    at: 'callbak',
    says: /no field callbak/,
    hint: /did you mean callback\?/,
  },
  'a header that is filled in': {
    edit: [['name: Accept-Language, in: header', 'name: x-trace, in: header']],
    code: 'header-filled-in',
    at: '{',
    says: /x-trace is set automatically/,
  },
  'a field in two places': {
    edit: [
      ['- { name: full, in: query, schema: { type: boolean, default: false } }', '- { name: id, in: query, schema: { type: integer } }'],
    ],
    code: 'field-collision',
    at: 'id, in: query',
    says: /id is in the query and in the path/,
  },
  'an open enum without values': {
    edit: [
      ['x-open-enum: true, x-canonical: model', 'x-canonical: model'],
      ['style: { type: string, enum: [anime, clay] }', 'style: { type: string, x-open-enum: true }'],
    ],
    code: 'open-enum',
    at: 'true',
    says: /needs an enum beside it/,
  },
  'a canonical name twice': {
    edit: [['quality: { type: string,', 'quality: { x-canonical: model, type: string,']],
    code: 'duplicate-canonical',
    at: 'name: text-to-video',
    says: /model and quality of text-to-video/,
  },
  'a message about no field': {
    edit: [['"{quality} takes no', '"{qualty} takes no']],
    code: 'message-field',
    at: '"{qualty}',
    says: /\{qualty\} is not a field/,
    hint: /did you mean \{quality\}\?/,
    severity: 'warning',
  },
  'a body of another type': {
    edit: [['          multipart/form-data:', '          text/csv:']],
    code: 'body-type',
    at: 'requestBody',
    says: /text\/csv cannot be sent/,
  },
  'a task that never succeeds': {
    edit: [[', is: succeeded }', ', is: running }']],
    code: 'task-state',
    at: 'rules:',
    says: /has succeeded/,
  },
}

describe('rules', () => {
  test('find nothing in a good document', () => {
    expect(issuesOf(studioText)).toEqual([])
  })

  test.each(Object.entries(MISTAKES))('find %s', (_, mistake) => {
    const issues = issuesOf(studioWith(...mistake.edit))
    const issue = issues.find(({ code, message }) => code === mistake.code && mistake.says.test(message))
    expect(issues.filter((one) => one === issue)).toHaveLength(1)
    expect(issue?.severity).toBe(mistake.severity ?? 'error')
    expect(issue?.excerpt?.text.slice(issue.excerpt.at)).toMatch(
      new RegExp(`^${mistake.at.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)}`),
    )
    expect(issue?.hint ?? '').toMatch(mistake.hint ?? /^/)
  })

  test('report everything in one go, from top to bottom', () => {
    const issues = issuesOf(
      studioWith(
        ['operation: getClip', 'operation: gotClip'],
        ['operationId: getAccount', 'operationId: getClip'],
        ['url: { type: string }', 'url: { type: strng }'],
        ['/clips/{id}:', '/clips/{no}:'],
        ['example: { paid: 10, free: 2 }', 'example: { paid: 10, free: x }'],
      ),
    )
    expect(issues.map((issue) => issue.code)).toEqual(
      expect.arrayContaining(['unknown-operation', 'path-parameter', 'duplicate-operation-id', 'example', 'unknown-type']),
    )
    expect(issues.map((issue) => issue.line)).toEqual(issues.map((issue) => issue.line).toSorted((a, b) => a - b))
  })
})
