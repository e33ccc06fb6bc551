import { expect, test } from 'vitest'
import { isInnerHost } from './inner-host.ts'

test.each([
  'http://127.0.0.1/a',
  'http://127.1:8080/a',
  'http://0x7f000001/a',
  'http://2130706433/a',
  'http://0/a',
  'http://10.1.2.3/a',
  'http://172.31.0.1/a',
  'http://192.168.1.1/a',
  'http://169.254.169.254/latest/meta-data',
  'http://100.100.100.200/a',
  'http://[::1]/a',
  'http://[::]/a',
  'http://[::ffff:10.0.0.1]/a',
  'http://[fe80::1]/a',
  'http://[fd00::1]/a',
  'http://[2002:7f00:1::]/a',
  'http://[64:ff9b::a00:1]/a',
  'http://localhost/a',
  'http://LOCALHOST./a',
  'http://a.localhost/a',
  'http://metadata/a',
  'http://metadata.google.internal/a',
  'http://printer.local/a',
])('%s is in a private network', (url) => {
  expect(isInnerHost(new URL(url))).toBe(true)
})

test.each(['https://media.pixverse.ai/a', 'http://8.8.8.8/a', 'http://172.32.0.1/a', 'http://[2606:4700::1111]/a', 'https://1.1.1.1./a'])(
  '%s is not',
  (url) => {
    expect(isInnerHost(new URL(url))).toBe(false)
  },
)
