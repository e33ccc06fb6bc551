import { describe, expect, test, vi } from 'vitest'
import { parse, stringify } from 'yaml'
import { generator } from './random.ts'
import { compileText, issuesOf, studioText, studioWith } from './studio.ts'

describe('hostile documents', () => {
  test.each([
    ['nothing', '', 'not-openapi'],
    ['a word', 'openapi', 'not-openapi'],
    ['a list', '- a\n- b', 'not-openapi'],
    ['broken YAML', 'openapi: 3.1.0\n  info: {\n', 'yaml-syntax'],
    ['two documents', 'a: 1\n---\nb: 2\n', 'yaml-syntax'],
    ['control characters', 'openapi: "3.1.0\u0000"', 'not-openapi'],
    ['deep closed nesting', `${'['.repeat(200)}${']'.repeat(200)}`, 'document-too-large'],
    ['an alias to itself', 'openapi: &a [*a]', 'yaml-alias'],
    ['an alias to nothing', 'openapi: *a', 'yaml-alias'],
    ['a prototype key', '__proto__: { polluted: true }\nopenapi: 3.1.0', 'reserved-key'],
  ])('%s', (_, text, code) => {
    expect(issuesOf(text).map((issue) => issue.code)).toContain(code)
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
  })

  test.each([
    ['YAML', '['.repeat(50_000)],
    ['JSON', `{"a":${'['.repeat(50_000)}${']'.repeat(50_000)}}`],
  ])('deep nesting in %s gives one error', (_, text) => {
    expect(issuesOf(text).filter(({ code }) => code === 'yaml-syntax')).toMatchObject([
      { message: 'this file is nested too deeply to be read' },
    ])
  })

  test('aliases that expand without end', () => {
    const levels = Array.from(
      { length: 9 },
      (_, index) => `l${index + 1}: &l${index + 1} [${Array.from({ length: 10 }, () => `*l${index}`).join(', ')}]`,
    )
    // Expanded, these would be a thousand million values.
    expect(issuesOf(`l0: &l0 x\n${levels.join('\n')}`).map((issue) => issue.code)).toContain('document-too-large')
  })

  test('every duplicate key, with its line', () => {
    const issues = issuesOf(
      studioWith(['  title: Studio\n  env', '  title: Studio\n  title: Again\n  env'], ['max: 20', 'max: 20\n      max: 30']),
    )
    expect(issues.filter(({ code }) => code === 'duplicate-key').map(({ excerpt }) => excerpt?.text.trim())).toEqual([
      'title: Again',
      'max: 30',
    ])
  })

  test('a map of very many keys: each is looked up once, and not compared with all others', () => {
    const [one, two, three] = [1000, 2000, 3000].map((count) => lookUps(withKeys(count)).count)
    expect([Number(two) - Number(one), Number(three) - Number(two)]).toEqual([1000, 1000])
    // The YAML library would compare each key with all others, and report the duplicate itself.
    const { issues } = lookUps('openapi: 3.1.0\nx-many:\n  a: 1\n  a: 2\n')
    const codes = issues.map(({ code }) => code)
    expect(codes).toContain('duplicate-key')
    expect(codes).not.toContain('yaml-syntax')
  })

  test('names that every object has', () => {
    const text = studioWith(
      ['operation: getClip', 'operation: constructor'],
      [
        'starts: video\n          request: { $ref: "#/components/schemas/Extend" }',
        'starts: toString\n          request: { $ref: "#/components/schemas/Extend" }',
      ],
    )
    expect(issuesOf(text).map((issue) => issue.code)).toEqual(expect.arrayContaining(['unknown-operation', 'unknown-task']))
  })

  const clip = '    Clip:\n      type: object'

  test.each([
    ['a reference to itself', '{ $ref: "#/components/schemas/L" }'],
    ['a part that is the whole', '{ allOf: [{ type: object }, { anyOf: [{ $ref: "#/components/schemas/L" }] }] }'],
    ['a condition on itself', '{ if: { not: { $ref: "#/components/schemas/L" } }, then: { type: object } }'],
  ])('a schema that contains itself at the same value: %s', (_, schema) => {
    const text = studioWith([clip, `    L: ${schema}\n${clip}`], ['parent: {', 'l: { $ref: "#/components/schemas/L" }\n        parent: {'])
    const circles = issuesOf(text).filter(({ code, pointer }) => code === 'circular-ref' && pointer.startsWith('/components/schemas/L/'))
    expect(circles).toMatchObject([{ severity: 'error', message: '#/components/schemas/L leads in a circle back to itself' }])
  })

  test('a schema that contains itself further down', () => {
    const text = studioWith(
      [clip, `    L: { type: object, properties: { l: { $ref: "#/components/schemas/L" } } }\n${clip}`],
      ['parent: {', 'l: { $ref: "#/components/schemas/L" }\n        parent: {'],
    )
    expect(issuesOf(text).map(({ code }) => code)).not.toContain('circular-ref')
  })

  test('more references in a row than can be followed', () => {
    const levels = Array.from(
      { length: 20_000 },
      (_, index) => `    L${index}: { allOf: [{ $ref: "#/components/schemas/L${index + 1}" }] }`,
    )
    const text = studioWith(
      [clip, `${levels.join('\n')}\n    L20000: { type: object }\n${clip}`],
      ['parent: {', 'l: { $ref: "#/components/schemas/L0" }\n        parent: {'],
    )
    expect(issuesOf(text).map(({ code }) => code)).toContain('document-too-large')
  })

  test('patterns that take time without an end, in an example as well', () => {
    const text = studioWith([
      clip,
      `    L: { type: string, pattern: "^(a+)+$", example: "${'a'.repeat(60)}!" }\n    M: { type: object, patternProperties: { "(a)\\\\1+": {} } }\n${clip}`,
    ])
    const issues = issuesOf(text)
    expect(issues.filter(({ pointer }) => pointer.startsWith('/components/schemas/L'))).toMatchObject([{ code: 'example' }])
    expect(issues.filter(({ pointer }) => pointer.startsWith('/components/schemas/M'))).toMatchObject([
      { code: 'schema-keyword', message: expect.stringContaining('cannot be matched in linear time') as string },
    ])
  })

  test('keywords, fields and values that are called as what every object has', () => {
    const names = ['toString', 'constructor', 'valueOf', 'hasOwnProperty', 'isPrototypeOf']
    const text = studioWith(
      [clip, `    L: { ${names.map((name) => `${name}: { ${name}: 1 }`).join(', ')}, example: { toString: 1 } }\n${clip}`],
      ['parent: {', `${names.map((name) => `${name}: { type: string }`).join('\n        ')}\n        parent: {`],
      ['openapi: 3.1.0', 'openapi: 3.1.0\nx-note: { toString: 1 }'],
    )
    const issues = issuesOf(text)
    expect(issues.filter(({ code }) => code === 'unknown-keyword').map(({ message }) => message)).toEqual(
      names.map((name) => `${name} is not a keyword of JSON Schema`),
    )
    expect(issues.every(({ hint = '' }) => typeof hint === 'string')).toBe(true)
    expect(issuesOf(studioText.replace('openapi: 3.1.0', 'openapi: { toString: 1 }')).map(({ code }) => code)).toContain('not-openapi')
  })

  test.each(['allOf', 'oneOf', 'properties'])('schemas that multiply at every level (%s)', (keyword) => {
    const twice = (name: string): string =>
      keyword === 'properties' ? `{ a: ${ref(name)}, b: ${ref(name)} }` : `[${ref(name)}, ${ref(name)}]`
    const levels = Array.from({ length: 30 }, (_, index) => `    L${index}: { ${keyword}: ${twice(`L${index + 1}`)} }`)
    const text = studioWith(
      ['    Clip:\n      type: object', `${levels.join('\n')}\n    L30: { type: object }\n    Clip:\n      type: object`],
      ['parent: {', 'l: { $ref: "#/components/schemas/L0" }\n        parent: {'],
    )
    // Written out, the schema has 2^30 parts.
    expect(issuesOf(text).map((issue) => issue.code)).toContain('schema-too-large')
  })

  test('a price that refers to a text', () => {
    const text = studioWith([
      'price: { product: [{ $ref: "#/components/x-prices/clip" }, 2] }',
      'price: { product: [{ $ref: "#/info/title" }, 2] }',
    ])
    expect(issuesOf(text)).toMatchObject([{ code: 'price', message: 'it refers to something that is not a price' }])
  })

  test('a reference inside a table of prices', () => {
    const text = studioWith(['of: { m1: 20, m2: 30 }', 'of: { m1: 20, m2: { $ref: "#/components/x-prices/clip" } }'])
    expect(issuesOf(text)).toMatchObject([{ code: 'dialect', message: expect.stringContaining('$ref') as string }])
  })

  test('names of required fields that are no text', () => {
    const text = studioWith(['required: [action, model]', 'required: [action, model, { toString: 1 }]'])
    const [first] = issuesOf(text)
    expect(first).toMatchObject({ code: 'schema-keyword', message: 'required must be a list of names' })
  })

  test('prices that contain each other', () => {
    const text = studioWith(
      [
        '  x-prices:\n',
        '  x-prices:\n    a: { sum: [{ $ref: "#/components/x-prices/b" }, { $ref: "#/components/x-prices/b" }] }\n    b: { ceil: { $ref: "#/components/x-prices/a" } }\n',
      ],
      ['price: { product: [{ $ref: "#/components/x-prices/clip" }, 2] }', 'price: { $ref: "#/components/x-prices/a" }'],
    )
    expect(issuesOf(text).map((issue) => issue.code)).toContain('price')
  })

  test('more mistakes than anybody reads', () => {
    // The nearest name is searched only for the issues that are reported.
    const told = toldOf(400)
    expect(told).toBeGreaterThan(100)
    expect(told).toBeLessThan(400)
    expect(toldOf(800)).toBe(told)
  })

  test('anything anywhere: never an exception', () => {
    const random = generator(7)
    const junk: readonly unknown[] = [
      null,
      true,
      0,
      -1,
      1e308,
      '',
      'x',
      '$ref',
      '#/',
      [],
      {},
      [[]],
      { $ref: '#' },
      { $ref: '#/components/schemas/Clip' },
      { type: 'object' },
      { a: { b: 1 } },
      ['a', 1],
      [null],
      { toString: 1 },
      { allOf: 1, anyOf: [null], enum: null },
      '^(a+)+$',
    ]
    const studio: unknown = parse(studioText)
    for (let round = 0; round < 150; round += 1) {
      const document = structuredClone(studio)
      for (let count = 0; count < 3; count += 1) spoil(document, { random, junk })
      // JSON parses in a fourth of the time; everything after parsing is the same.
      const text = round % 10 === 0 ? stringify(document, { aliasDuplicateObjects: false }) : JSON.stringify(document)
      expect(() => compileText(text)).not.toThrow()
    }
  })
})

function withKeys(count: number): string {
  const keys = Array.from({ length: count }, (_, index) => `  k${index}: 1`)
  return `openapi: 3.1.0\nx-many:\n${keys.join('\n')}`
}

/** The issues of a text, and the number of lookups of a key meanwhile. */
function lookUps(text: string) {
  const has = vi.spyOn(Map.prototype, 'has')
  const issues = issuesOf(text)
  const count = has.mock.calls.length
  has.mockRestore()
  return { count, issues }
}

/** The number of issues for this many wrong references. */
function toldOf(count: number): number {
  const refs = Array.from({ length: count }, (_, index) => `    R${index}: { $ref: "#/components/schemas/Q${index}" }`)
  return issuesOf(studioWith(['    Clip:\n      type: object', `${refs.join('\n')}\n    Clip:\n      type: object`])).length
}

const NAMES = ['toString', 'constructor', 'valueOf', 'hasOwnProperty', 'then', 'length', '', '0', '~', '$ref']

/** Replaces, removes or repeats one value at a random place. */
function spoil(root: unknown, { random, junk }: { random: (below: number) => number; junk: readonly unknown[] }): void {
  let node = root as Record<string, unknown>
  for (;;) {
    const keys = Object.keys(node)
    const key = keys[random(keys.length)]
    if (key === undefined) return
    const inner = node[key]
    if (typeof inner === 'object' && inner !== null && Object.keys(inner).length > 0 && random(4) > 0) {
      node = inner as Record<string, unknown>
      continue
    }
    const how = random(5)
    if (how === 0) Reflect.deleteProperty(node, key)
    else if (how === 1 && !Array.isArray(node)) node[NAMES[random(NAMES.length)] ?? ''] = inner
    else node[key] = structuredClone(junk[random(junk.length)])
    return
  }
}

function ref(name: string): string {
  return `{ $ref: "#/components/schemas/${name}" }`
}
