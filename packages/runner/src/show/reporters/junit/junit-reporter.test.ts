import { expect, test } from 'vitest'
import { element, escapeXml } from '../junit-reporter.ts'

test('leaves out undefined attributes', () => {
  expect(element('a', { b: 1, c: undefined, d: '"<&>"' })).toBe('<a b="1" d="&quot;&lt;&amp;&gt;&quot;"/>')
})

test('replaces characters that XML does not allow, and keeps line breaks', () => {
  expect(escapeXml('\u0000a\u001B[31m\uD800\uFFFE')).toBe('\uFFFDa\uFFFD[31m\uFFFD\uFFFD')
  expect(escapeXml('a\r\nb\tc')).toBe('a&#13;&#10;b\tc')
})
