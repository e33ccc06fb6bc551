import { expect, test } from 'vitest'
import { camelCase, constantName, methodName, pascalCase, propertyKey } from './names.ts'

test.each([
  ['text-to-video', 'TextToVideo', 'textToVideo'],
  ['302ai', 'Ai302', 'ai302'],
  ['2nd-workshop', 'Nd2Workshop', 'nd2Workshop'],
  ['v2', 'V2', 'v2'],
  ['302', 'Api302', 'api302'],
])('%s is %s and %s', (kebab, pascal, camel) => {
  expect(pascalCase(kebab)).toBe(pascal)
  expect(camelCase(kebab)).toBe(camel)
})

test('names that are taken get an underscore', () => {
  expect(constantName('delete')).toBe('delete_')
  expect(constantName('provider')).toBe('provider_')
  expect(methodName('delete')).toBe('delete')
  expect(methodName('estimate')).toBe('estimate_')
})

test('property names are quoted where they must be, and never set a prototype', () => {
  expect(propertyKey('aspect_ratio')).toBe('aspect_ratio')
  expect(propertyKey('16:9')).toBe('"16:9"')
  expect(propertyKey('__proto__')).toBe('["__proto__"]')
})
