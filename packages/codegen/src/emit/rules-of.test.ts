import { expect, test } from 'vitest'
import { rulesOf } from './rules-of.ts'

/* oxlint-disable unicorn/no-thenable -- a keyword of JSON Schema */

test("a rule's own values take the place of its placeholders", () => {
  const input = {
    allOf: [
      { if: { properties: { model: { enum: ['v4', 'v5'] } } }, then: { properties: { quality: { not: { const: '1080p' } } } } },
      { not: { required: ['a', 'b'] } },
    ],
  }
  const messages = {
    '#/allOf/0': 'duration {duration} is not offered at {quality} by {model}: use 5',
    '#/allOf/1': 'a and b exclude each other',
    '#/properties/a': 'a and b exclude each other',
  }
  expect(rulesOf({ input }, { messages })).toEqual(['duration is not offered at 1080p by v4 or v5: use 5', 'a and b exclude each other'])
})

test('allowed and excluded values of a rule are distinguished', () => {
  const input = {
    properties: { quality: { enum: ['360p', '540p'] } },
    allOf: [
      { if: { properties: { model: { const: 'v4' } } }, then: { properties: { duration: { enum: [5, 8] } } } },
      { not: { required: ['ratio'] } },
    ],
  }
  const messages = {
    '#/properties/quality': 'quality {quality} is not offered here: use 360p or 540p',
    '#/allOf/0': 'duration {duration} is not offered by {model}: use 5 or 8',
    '#/allOf/1': "ratio {ratio} is not taken: the clip has the picture's",
    '#/properties/length': 'length is a whole number, not {length}',
    '#/properties/ids': 'ids ({ids}) are for templates',
  }
  expect(rulesOf({ input }, { messages })).toEqual([
    'any other quality is not offered here: use 360p or 540p',
    'any other duration is not offered by v4: use 5 or 8',
    "ratio is not taken: the clip has the picture's",
    'length is a whole number',
    'ids are for templates',
  ])
})

test.each([
  ['{quality} takes no {duration} s: use 8 at most', '1080p takes no other duration: use 8 at most'],
  ['a clip of {duration} s is too long at {quality}', 'a clip of any other duration is too long at 1080p'],
  ['duration {duration} s is not offered at {quality}', 'any other duration is not offered at 1080p'],
  ['no duration {duration} seconds at {quality}: use 8', 'no other duration at 1080p: use 8'],
  ['at {quality} use 8 s at most, not {duration} s', 'at 1080p use 8 s at most'],
  ['too long (here {duration} s) for {quality}', 'too long for 1080p'],
  ['{duration} is not offered', 'any other duration is not offered'],
  ['the {quality} has no such length', 'the 1080p has no such length'],
])('a value that the rule does not list is named by its field, without its unit: %s', (message, sentence) => {
  const rule = { if: { properties: { quality: { const: '1080p' } } }, then: { properties: { duration: { maximum: 8 } } } }
  expect(rulesOf({ input: { allOf: [rule] } }, { messages: { '#/allOf/0': message } })).toEqual([sentence])
})
