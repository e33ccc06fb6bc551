import { testMistakes } from './mistakes.ts'

testMistakes({
  'a file in a field that is no text': {
    edit: [['weight: { type: number, maximum: 1 }', 'weight: { type: number, maximum: 1, x-file: { as: data-uri } }']],
    code: 'file-type',
    at: 'number',
    says: /a field with x-file is of type string, not number/,
  },
  'a file that goes two ways': {
    edit: [['x-upload: upload-image }', 'x-upload: upload-image, x-file: { as: base64 } }']],
    code: 'file-twice',
    at: 'x-upload: upload-image',
    says: /by x-file or by x-upload, not both/,
  },
  'a file whose type has no field': {
    edit: [['weight: { type: number, maximum: 1 }', 'weight: { type: string, x-file: { as: base64, type_field: imgg } }']],
    code: 'file-type-field',
    at: 'imgg',
    says: /has no field imgg beside the file/,
    hint: /did you mean img\?/,
  },
  'a file part in a body that is no form': {
    edit: [['weight: { type: number, maximum: 1 }', 'weight: { type: string, x-file: { as: part } }']],
    code: 'file-place',
    at: '',
    says: /which only a field of a multipart\/form-data body can be/,
  },
  'an address with text in braces that is no expression': {
    edit: [['{ from: "$response.body#/data/url", type: video', '{ from: "/files/{$.id}", type: video']],
    code: 'expression',
    at: '"/files/{$.id}"',
    says: /"\$\.id" is not an expression/,
  },
  'an address that is not below the server': {
    edit: [['{ from: "$response.body#/data/url", type: video', '{ from: "https://a.example/{$response.body#/data/id}", type: video']],
    code: 'expression',
    at: '"https://a.example',
    says: /begins with "\/"/,
  },
})
