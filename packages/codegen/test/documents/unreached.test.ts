import { expect, test } from 'vitest'
import { compileText, issuesOf, modelOf, studioText, studioWith } from './studio.ts'

/** Two operations that nobody names: one has faults, the other refers to a component. */
const UNUSED = `
  /avatars:
    put:
      operationId: replaceAvatar
      requestBody: { content: { application/json: { schema: { $ref: "#/components/schemas/Avatar" } } } }
      responses: { "404": { description: none } }
    get:
      operationId: getAvatar
      responses: { "200": { description: fine, content: { application/json: { schema: { type: string } } } } }
`
const FAULTY = '\n    Avatar: { type: picture, properties: { of: { $ref: "#/components/schemas/Nothing" } } }'
const vendor = studioWith(['\npaths:\n', `\npaths:${UNUSED}`], ['\n  schemas:\n', `\n  schemas:${FAULTY}\n`])

function errorsOf(text: string): string[] {
  return issuesOf(text).flatMap(({ severity, code }) => (severity === 'error' ? [code] : []))
}

test('faults that no named operation reaches are warnings, and their operation is left out', () => {
  const before = new Set(issuesOf(studioText).map(({ code }) => code))
  const added = issuesOf(vendor).filter(({ code }) => !before.has(code))
  expect(added.map(({ severity, code }) => `${severity} ${code}`).toSorted()).toEqual([
    'warning no-good-answer',
    'warning unknown-type',
    'warning unresolved-ref',
  ])
  const { replaceAvatar, getAvatar } = modelOf(vendor).endpoints
  expect(replaceAvatar).toBeUndefined()
  expect(getAvatar).toMatchObject({ path: '/avatars' })
  const compiled = compileText(vendor)
  const written = JSON.stringify(compiled.ok ? compiled.written : compiled.issues)
  expect(written).toContain('getAvatar')
  expect(written).not.toContain('Nothing')
})

test('the same faults are errors as soon as a named operation reaches them', () => {
  const reached = vendor.replace(
    '      operationId: getAvatar\n',
    '      operationId: getAvatar\n      parameters: [{ name: like, in: query, schema: { $ref: "#/components/schemas/Avatar" } }]\n      x-operations: [{ name: avatar, title: Avatar }]\n',
  )
  expect(errorsOf(reached)).toEqual(expect.arrayContaining(['unknown-type', 'unresolved-ref']))
  expect(errorsOf(reached)).not.toContain('no-good-answer')
})

test('mistakes in extensions are errors everywhere', () => {
  expect(errorsOf(vendor.replace('operationId: getAvatar\n', 'operationId: getAvatar\n      x-operation: []\n'))).toEqual([
    'unknown-extension',
  ])
})
