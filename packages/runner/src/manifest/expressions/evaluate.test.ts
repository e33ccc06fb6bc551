import { createSource } from '@shotlist/codegen/yaml'
import { expect, test } from 'vitest'
import { createIssueList } from '../issue-list.ts'
import { compileValue } from './compile-value.ts'
import { evaluateValue } from './evaluate-value.ts'
import type { Scope } from './expression.ts'

const scope: Scope = {
  vars: new Map<string, unknown>([
    ['product', 'Aurora bottle'],
    ['looks', ['anime', 'clay']],
    ['size', { width: 640, height: 360 }],
    ['empty', ''],
  ]),
  env: { allowed: ['CAMPAIGN', 'UNSET'], values: { CAMPAIGN: 'spring' } },
  matrix: { ratio: '16:9', n: 3 },
  row: { sku: 'A-1', image: 'shots/blue.final.png', tagline: '' },
  take: 2,
  job: 'social',
  jobs: {
    resolveReference: (job, name) =>
      job === 'hero'
        ? { $output: { instance: 'hero', name } }
        : { code: 'unknown-job', problem: `there is no job \`${job}\``, suggestion: 'hero' },
  },
}

function evaluate(text: string): { value: unknown; issues: readonly string[]; suggestions: readonly (string | undefined)[] } {
  const issues = createIssueList(createSource('test.yaml', text))
  const node = { kind: 'scalar', value: text, start: 0, end: text.length, path: '' } as const
  const value = evaluateValue(compileValue(node, issues), scope, issues)
  const all = issues.all()
  return {
    value,
    issues: all.map((issue) => `${issue.column}-${issue.endColumn} ${issue.message}`),
    suggestions: all.map((issue) => issue.suggestion),
  }
}

test.each([
  ['plain text', 'plain text'],
  ['${{ vars.product }} on a glacier', 'Aurora bottle on a glacier'],
  ['${{ matrix.n }}', 3],
  ['n=${{ matrix.n }}', 'n=3'],
  ['${{ vars.looks }}', ['anime', 'clay']],
  ['${{ vars.looks[1] }}', 'clay'],
  ["${{ vars['size']['width'] }}", 640],
  ['${{ vars.size.height }}', 360],
  ['${{ env.CAMPAIGN }}', 'spring'],
  ['${{ take }} of ${{ job }}', '2 of social'],
  ['${{ job.id }}', 'social'],
  ['${{ slug(matrix.ratio) }}', '16-9'],
  ["${{ slug('Café  Ünïque!') }}", 'cafe-unique'],
  ["${{ join(vars.looks, ' + ') }}", 'anime + clay'],
  ["${{ format('{0} x {1} {{0}}', vars.size.width, 'y') }}", '640 x y {640}'],
  ['${{ basename(row.image) }}', 'blue.final.png'],
  ["${{ basename(row.image, '.png') }}", 'blue.final'],
  ["${{ basename(row.image, '.*') }}", 'blue.final'],
  ["${{ default(row.tagline, 'none') }}", 'none'],
  ["${{ default(row.missing, env.UNSET, 'none') }}", 'none'],
  ['${{ json(vars.size) }}', '{"width":640,"height":360}'],
  ["${{ 'it''s }} here' }}", "it's }} here"],
  ['${{ "a \\" b" }}', 'a " b'],
  ["${{ '${{' }} literal", '${{ literal'],
  ['${{ true }}', true],
  ['${{ -1.5 }}', -1.5],
  ['${{ null }}', null],
  ["${{ matrix.ratio == '16:9' && take < 3 }}", true],
  ["${{ matrix.n > 5 || row.tagline != '' }}", false],
  ['${{ 1 < 2 == true }}', true],
  ['${{ false && vars.nothing || !(take == 1) }}', true],
  ['${{ !false == true && true || false && false }}', true],
  ["${{ '10' > 9 }}", true],
  ["${{ '10' > '9' }}", true],
  ["${{ '2026-01-02' <= '2026-02-01' }}", true],
  ["${{ '1.0' == '1' }}", false],
  ["${{ '1.0' == 1 }}", true],
  ['${{ default(row.missing, null) == null }}', true],
  ['${{ jobs.hero.outputs.video_id }}', { $output: { instance: 'hero', name: 'video_id' } }],
  ['a ${{ jobs.hero.outputs.seed }}', { $text: ['a ', { $output: { instance: 'hero', name: 'seed' } }] }],
])('%s', (text, expected) => {
  expect(evaluate(text)).toEqual({ value: expected, issues: [], suggestions: [] })
})

test.each([
  ['a ${{ vars.prodct }} b', '12-18 `vars` has no `prodct`', 'product'],
  ['${{ matrix.ration }}', '12-18 `matrix` has no `ration`', 'ratio'],
  ['${{ product }}', '5-12 there is no `product` here', 'vars.product'],
  ['${{ mattrix.ratio }}', '5-12 there is no `mattrix` here', 'matrix'],
  ['${{ slugg(take) }}', '5-10 there is no function `slugg`', 'slug'],
  ['${{ env.CAMPAIN }}', '5-16 `env.CAMPAIN` may not be read', 'CAMPAIGN'],
  ['${{ env.UNSET }}', '5-14 the environment variable UNSET is not set', undefined],
  ['${{ jobs.herro.outputs.x }}', '5-25 there is no job `herro`', 'hero'],
  ['${{ jobs.hero.video_id }}', '5-23 name the job and its output: `jobs.<job>.outputs.<name>`', 'jobs.hero.outputs.video_id'],
  [
    '${{ slug(jobs.hero.outputs.x) }}',
    '10-29 an output of another job cannot be used here: it is known only when that job is done',
    undefined,
  ],
  ['${{ vars.product', '1-4 this expression is not closed', undefined],
  ['${{ vars.product + 1 }}', '18-19 `+` is not valid in an expression', undefined],
  ["${{ 'open }}", '5-6 this text is not closed', undefined],
  ['${{ }}', '5-7 this expression ends where a value is expected', undefined],
  ['${{ vars.looks }} x', '5-15 this is a list, which cannot be part of a text', undefined],
  ['x ${{ vars.product }} ${{ vars.x }}', '32-33 `vars` has no `x`', undefined],
  ['${{ vars.product = take }}', '18-19 `=` is not valid in an expression', '=='],
  ['${{ true and false }}', '10-13 `and` is not expected here', '&&'],
  ['${{ 1 < 2 < 3 }}', '11-12 a comparison cannot follow a comparison: `<` and `<`', undefined],
  ["${{ take == 'a' }}", '5-16 `==` cannot compare the number 2 with the text "a"', undefined],
  ['${{ row.tagline > 5 }}', '5-20 `>` cannot compare the text "" with the number 5', undefined],
  ["${{ '5' < 'a' }}", '5-14 `<` cannot compare the text "5" with the text "a"', undefined],
  ['${{ vars.looks == 1 }}', '5-20 `==` cannot compare a list with the number 1', undefined],
  ['${{ row.sku && true }}', '5-12 a condition is true or false, and this is the text "A-1"', undefined],
  ['${{ !take }}', '6-10 a condition is true or false, and this is the number 2', undefined],
  [
    "${{ jobs.hero.outputs.x == 'a' }}",
    '5-24 an output of another job cannot be compared: it is known only when that job is done',
    undefined,
  ],
  ['${{ 1 == }}', '9-12 this expression ends where a value is expected', undefined],
  ['${{ optional(row.sku) }}', '5-22 `optional` leaves out a field of a request, so it must be the whole value of one', undefined],
  ['${{ join() }}', '5-11 `join` has the wrong number of arguments', undefined],
  ['${{ join(take) }}', '5-15 `join` needs a list', undefined],
])('%s is refused at its place', (text, issue, suggestion) => {
  const { issues, suggestions } = evaluate(text)
  expect(issues).toEqual([issue])
  expect(suggestions).toEqual([suggestion])
})

test('every mistake of a text is reported at its place', () => {
  expect(evaluate('${{ vars.prodct }} ${{ take }} ${{ slugg(take) }}').issues).toEqual([
    '10-16 `vars` has no `prodct`',
    '36-41 there is no function `slugg`',
  ])
})

test('names of Object.prototype are not found in contexts', () => {
  expect(evaluate('${{ vars.constructor }}').issues).toHaveLength(1)
  expect(evaluate('${{ matrix.__proto__ }}').issues).toHaveLength(1)
  expect(evaluate('${{ toString(take) }}').issues).toHaveLength(1)
})

test('data with a key that plans reserve is refused', () => {
  const issues = createIssueList(createSource('test.yaml', '${{ vars.v }}'))
  const node = { kind: 'scalar', value: '${{ vars.v }}', start: 0, end: 13, path: '' } as const
  evaluateValue(compileValue(node, issues), { vars: new Map([['v', [{ $file: '/etc/passwd' }]]]) }, issues)
  expect(issues.all().map(({ message }) => message)).toEqual(['`$file` cannot be a key: Shotlist reserves keys that begin with `$`'])
})
