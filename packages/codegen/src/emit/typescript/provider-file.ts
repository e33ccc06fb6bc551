import type { ErrorRule, ErrorRules, ProviderTable } from '@shotlist/core/contract'
import { commonStatuses } from '../../ir/common-statuses.ts'
import { own } from '../../spec/place.ts'
import { type GeneratedFile, typescriptHeader } from '../generated-file.ts'
import { camelCase, propertyKey } from '../names.ts'
import { type ClientTarget, runtimeImport, siblingImport } from './client-target.ts'
import { docComment } from './doc-comment.ts'
import { leanProvider } from './lean-tables.ts'
import { literal } from './literal.ts'

/** What all operations of a provider have in common, for clients of few operations. */
export function providerFile(table: ProviderTable, target: ClientTarget): GeneratedFile {
  const { codes, statuses: listed, ...rest } = table.errors
  const statuses = Object.fromEntries(Object.entries(listed).filter(([status, rule]) => !isUsual(status, rule)))
  const verdicts = verdictNames([...Object.values(codes), ...Object.values(statuses)])
  const entry = ([key, rule]: [string, ErrorRule]) => `      ${propertyKey(key)}: ${verdicts.get(verdictText(rule)) ?? '{}'},\n`
  const written = (rules: ErrorRules['codes']) => `{\n${Object.entries(rules).map(entry).join('')}    }`
  const text = [
    typescriptHeader(target.origin),
    `import type { ErrorVerdict, ProviderBase } from '${runtimeImport(target, 0)}'\n\n`,
    ...[...verdicts].map(([verdict, name]) => `const ${name}: ErrorVerdict = ${verdict}\n`),
    '\n',
    docComment([
      `${table.title}: servers, key, tasks, and what its errors mean for the caller, as its document has them. What only people read is loaded when it is needed.`,
    ]),
    'export const provider: ProviderBase = {\n',
    ...Object.entries(leanProvider(table))
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => `  ${key}: ${literal(value, 2)},\n`),
    '  errors: {\n',
    ...Object.entries(rest).map(([key, value]) => `    ${key}: ${literal(value, 4)},\n`),
    `    codes: ${written(codes)},\n    statuses: ${written(statuses)},\n  },\n`,
    `  whole: async () => (await import('${siblingImport(target, './table.gen')}')).table,\n}\n`,
  ]
  return { path: `${target.folder}/provider.gen.ts`, text: text.join('') }
}

/** Whether a status means what it means everywhere: clients know that by themselves. */
function isUsual(status: string, rule: ErrorRule): boolean {
  const usual = own(commonStatuses, status)
  return usual !== undefined && verdictText(usual) === verdictText(rule)
}

/** What code needs to know of an error. */
function verdictText({ class: kind, retry, billable }: ErrorRule): string {
  return literal({ class: kind, retry, billable })
}

/** A constant for each verdict: `auth`, `serverBillable`. */
function verdictNames(rules: readonly ErrorRule[]): Map<string, string> {
  return new Map(
    rules.map((rule) => {
      const unusual = rule.retry === ['busy', 'rate-limit', 'server'].includes(rule.class) ? '' : rule.retry ? '-retry' : '-final'
      return [verdictText(rule), camelCase(`${rule.class}${unusual}${rule.billable ? '-billable' : ''}`)]
    }),
  )
}
