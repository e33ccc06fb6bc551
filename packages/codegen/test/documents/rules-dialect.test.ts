import { testMistakes } from './mistakes.ts'

testMistakes({
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
    says: /one of equals, in, present or ends_with is required/,
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
})
