import { type Explained, explanations, type Kind } from './explain-code.ts'

const SECTIONS: readonly { readonly kind: Kind; readonly title: string; readonly about: string }[] = [
  {
    kind: 'run',
    title: 'What ends the command, or a job',
    about:
      'The code stands in parentheses behind the message, and in `job.failed` events as `code`. The exit status is that of the command when it is ended so.',
  },
  {
    kind: 'class',
    title: 'Classes of failure',
    about:
      'Every job that fails has one of these; `retries`, `retry_on` and the `class` of events name them. Which codes of which provider belong to them: [classes by provider](reference/errors.gen.md).',
  },
  {
    kind: 'manifest',
    title: 'Mistakes of a manifest',
    about:
      '`shotlist validate` lists all of them at once, each with file, line and column. Commands end with status 2, and nothing is sent.',
  },
  {
    kind: 'document',
    title: "Mistakes of a provider's document",
    about: 'Found when a manifest names a document of your own, and by `shotlist-codegen check`. See [the dialect](dialect.md).',
  },
]

const STATUS = { usage: 2, budget: 3, decision: 4, auth: 5 } as const

type Column = { readonly title: string; readonly of: readonly Kind[]; readonly cell: (code: Explained) => string }

const EVERYWHERE: readonly Kind[] = ['run', 'class', 'manifest', 'document']

const COLUMNS: readonly Column[] = [
  { title: 'code', of: EVERYWHERE, cell: ({ code }) => `\`${code}\`` },
  { title: 'meaning', of: EVERYWHERE, cell: ({ meaning }) => meaning },
  // For all mistakes of documents it is the same.
  { title: 'what to do', of: ['run', 'class', 'manifest'], cell: ({ remedy }) => remedy },
  { title: 'status', of: ['run'], cell: ({ exit }) => String(exit === undefined ? 1 : STATUS[exit]) },
]

/** The page of all codes, as Markdown. */
export function errorsPage(): string {
  return [
    '<!-- Generated from packages/runner/src/show/explain. Do not edit: run `pnpm generate`. -->',
    '# Error codes',
    'Every error says what happened, where, and what to do, and has a code that stays the same. `shotlist explain CODE` tells on the terminal what stands here.',
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
