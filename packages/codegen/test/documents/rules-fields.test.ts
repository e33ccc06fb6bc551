import { testMistakes } from './mistakes.ts'

testMistakes({
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
  'an output that the schema of the response excludes': {
    edit: [
      ['    Clip:\n      type: object\n', '    Clip:\n      type: object\n      additionalProperties: false\n'],
      ['video_url: { from: "$response.body#/data/url"', 'video_url: { from: "$response.body#/data/file/url"'],
    ],
    code: 'never-answered',
    at: '"$response.body#/data/file/url"',
    says: /the response of getClip never has \/data\/file\/url/,
    hint: /declare the field/,
  },
  'an id of the wrong type in the response of a submission': {
    edit: [['id: { type: integer, format: int64 }\n        state', 'id: { type: boolean }\n        state']],
    code: 'answer-type',
    at: '"$response.body#/data/id"',
    says: /the response of createClip has boolean here, and string or integer or number is needed/,
  },
  'a state that the schema of the response excludes': {
    edit: [['state: { type: integer }', 'state: { type: integer, enum: [5, 7, 8] }']],
    code: 'never-answered',
    at: '1, is: succeeded',
    says: /never has 1 here: its schema allows 5, 7, 8/,
    hint: /x-open-enum/,
  },
  'a severity that has no effect': {
    edit: [['quality: { type: string, enum: [720p, 1080p]', 'quality: { x-severity: warning, type: string, enum: [720p, 1080p]']],
    code: 'severity',
    at: 'warning',
    says: /has no effect here/,
    hint: /member of `allOf`/,
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
  'a task that never succeeds': {
    edit: [[', is: succeeded }', ', is: running }']],
    code: 'task-state',
    at: 'rules:',
    says: /has succeeded/,
  },
})
