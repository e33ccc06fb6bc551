import type { ErrorClass, ErrorRule } from '@shotlist/core/contract'
import type { ProviderModel } from '../../ir/model.ts'
import { type GeneratedFile, markdownHeader, type Origin } from '../generated-file.ts'
import { inlineCode, markdownTable } from './markdown.ts'

const meanings: Readonly<Record<ErrorClass, string>> = {
  'invalid-request': 'The request is wrong; the same one will be refused again.',
  auth: 'The key is missing, wrong or expired.',
  forbidden: 'The key is good, but not for this.',
  'not-found': 'What the request names is not there.',
  moderation: 'The content review refused the prompt, an input or the result.',
  quota: 'No credits are left, or a paid allowance is used up.',
  busy: 'No free slot: the job waits for one.',
  'rate-limit': 'Too many requests: the job waits.',
  server: 'The provider failed.',
  unknown: 'The document does not list the code.',
}

/** What each class of failure means, and which codes of which provider belong to it. */
export function errorClassesPage(models: readonly ProviderModel[], folder: string, origin: Origin): GeneratedFile {
  const rows = Object.entries(meanings).map(([name, meaning]) =>
    [inlineCode(name), meaning].concat(models.map(({ table }) => codesOf(name, table.errors))),
  )
  const parts = [
    `${markdownHeader(origin)}`,
    '# Classes of failure',
    'Every failure of every provider has one of these classes. `retry_on` in a manifest and `error.class` in a program name them.',
    markdownTable(['class', 'meaning', ...models.map(({ table }) => `[${table.title}](${table.id}.gen.md#errors)`)], rows),
  ]
  return { path: `${folder}/errors.gen.md`, text: `${parts.map((part) => part.trimEnd()).join('\n\n')}\n` }
}

function codesOf(
  name: string,
  errors: { codes: Readonly<Record<string, ErrorRule>>; statuses: Readonly<Record<string, ErrorRule>> },
): string {
  const of = (rules: Readonly<Record<string, ErrorRule>>) => Object.keys(rules).filter((code) => rules[code]?.class === name)
  return [...of(errors.codes).map(inlineCode), ...of(errors.statuses).map((status) => `HTTP ${status}`)].join(', ')
}
