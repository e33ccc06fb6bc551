import { type Explained, explanations, type Kind } from './explain-code.ts'

const SECTIONS: readonly { readonly kind: Kind; readonly title: string; readonly about: string }[] = [
  {
    kind: 'run',
    title: 'What ends a command or a job',
    about:
      'The code is in parentheses after the message, and in the field `code` of `job.failed` events. The last column is the exit status of a command that this error ends.',
  },
  {
    kind: 'class',
    title: 'Classes of failure',
    about:
      'Every job that fails has one of these classes; `retries`, `retry_on` and the `class` of events name them. [Classes by provider](reference/errors.gen.md) lists the codes of each provider by class.',
  },
  {
    kind: 'manifest',
    title: 'Mistakes of a manifest',
    about:
      '`shotlist validate` lists all of them at once, each with file, line and column. The command ends with status 2, and sends nothing.',
  },
  {
    kind: 'document',
    title: "Mistakes of a provider's document",
    about:
      'Commands find these in a document of your own that a manifest names; `shotlist-codegen check` finds them in any document. See [the dialect](dialect.md).',
  },
]

const STATUS = { usage: 2, budget: 3, decision: 4, auth: 5 } as const

type Column = { readonly title: string; readonly of: readonly Kind[]; readonly cell: (code: Explained) => string }

const EVERYWHERE: readonly Kind[] = ['run', 'class', 'manifest', 'document']

const COLUMNS: readonly Column[] = [
  { title: 'code', of: EVERYWHERE, cell: ({ code }) => `\`${code}\`` },
  { title: 'meaning', of: EVERYWHERE, cell: ({ meaning }) => meaning },
  // The remedy of all mistakes of documents is the same.
  { title: 'what to do', of: ['run', 'class', 'manifest'], cell: ({ remedy }) => remedy },
  { title: 'status', of: ['run'], cell: ({ exit }) => String(exit === undefined ? 1 : STATUS[exit]) },
]

/** The page of all codes, as Markdown. */
export function errorsPage(): string {
  return [
    '<!-- Generated from packages/runner/src/show/explain. Do not edit: run `pnpm generate`. -->',
    '# Error codes',
    'Every error says what happened, where, and what to do, and has a code that stays the same. `shotlist explain CODE` prints the entries of this page.',
    ...SECTIONS.map(sectionText),
  ]
    .join('\n\n')
    .concat('\n')
}

function sectionText({ kind, title, about }: (typeof SECTIONS)[number]): string {
  const codes = explanations.filter((each) => each.kind === kind)
  const columns = COLUMNS.filter(({ of }) => of.includes(kind))
  const rows = codes.map((code) => columns.map(({ cell }) => cell(code)))
  const table = [columns.map(({ title: name }) => name), columns.map(() => '---'), ...rows]
  return [`## ${title}`, about, table.map(rowText).join('\n')].join('\n\n')
}

function rowText(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
}
