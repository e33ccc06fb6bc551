import type { DialectProvider } from '../../dialect/dialect.gen.ts'
import { defined } from '../../issues/defined.ts'
import { child, items, type Place, textOf } from '../../spec/place.ts'
import type { SpecDocument, SpecOperation } from '../../spec/spec-document.ts'
import type { Action, Note } from '../proposal.ts'
import type { AnswerField } from '../tasks/answer-fields.ts'
import { kebab, singular, wordsOf } from '../words.ts'

/** Actions with their questions. */
export type Proposed = { readonly actions: readonly Action[]; readonly questions: readonly string[] }

/** Who the provider is, by the document's title and servers. */
export function providerName(root: Place): { readonly id: string; readonly title: string } {
  const written = textOf(child(child(root, 'info'), 'title')?.value ?? '')
  const title = written
    .replaceAll(
      /\b(the|http|rest|web|public|platform|developer|official|open|api|apis|reference|documentation|specification|v\d[\d.]*)\b/gi,
      ' ',
    )
    .replaceAll(/\s+/g, ' ')
    .trim()
  const url = textOf(child(items(child(root, 'servers'))[0], 'url')?.value ?? '')
  const host = /^https?:\/\/([^/:]+)/.exec(url)?.[1]?.split('.').at(-2)
  // A title of one word is written together: AcmeVid is `acmevid`.
  const id = (title.includes(' ') ? kebab(title) : title.toLowerCase().replaceAll(/[^a-z0-9]/g, '')) || host || 'vendor'
  return { id, title: title === '' ? id : title }
}

type Known = {
  readonly headers: Readonly<Record<string, string>>
  readonly cost: AnswerField | undefined
  readonly keyHeaders: readonly string[]
}

/** `x-provider`, with the safe reading of what the document does not say. */
export function proposeProvider(spec: SpecDocument, { headers, cost, keyHeaders }: Known): Proposed {
  const { id, title } = providerName(spec.root)
  const env = id
    .toUpperCase()
    .replaceAll(/[^A-Z0-9]+/g, '_')
    .replace(/^(\d)/, 'X$1')
  const money = moneyOf(cost)
  const provider: DialectProvider = {
    dialect: 1,
    id,
    title,
    env: { key: `${env}_API_KEY`, base_url: `${env}_BASE_URL` },
    ...defined({ headers: Object.keys(headers).length === 0 ? undefined : headers }),
    idempotency: 'none',
    limits: { in_flight: 2, requests_per_minute: 30 },
    money,
  }
  const notes: Note[] = [
    { at: '/x-provider', confidence: 'high', why: 'the id and the title are those of the document' },
    ...(Object.keys(headers).length === 0
      ? []
      : [
          {
            at: '/x-provider/headers',
            confidence: 'high' as const,
            why: 'headers that requests need, each with one value in the document',
          },
        ]),
    { at: '/x-provider/idempotency', confidence: 'low', why: 'the safe reading: a submission is never repeated' },
    { at: '/x-provider/limits', confidence: 'low', why: 'a cautious guess' },
    {
      at: '/x-provider/money',
      confidence: cost === undefined ? 'low' : 'medium',
      why: cost === undefined ? 'a guess' : `the name of ${cost.segments.join('.')}`,
    },
  ]
  const named = keyHeaders[0]
  return {
    actions: [{ target: '$', update: { 'x-provider': provider }, notes }],
    questions: [
      named === undefined
        ? 'Does a submission take an idempotency key? If the documentation promises that a repeated submission starts nothing new, write the header into x-provider.idempotency; otherwise leave `none`.'
        : `Submissions have a header ${named}. If the documentation promises that a submission repeated with the same value starts nothing new, write \`idempotency: ${named}\`, and remove the parameter with an action.`,
      'How many tasks may run at the same time, and how many requests may be sent in a minute (x-provider.limits)?',
      `What is the unit of prices (x-provider.money)${'usd' in money ? '' : ', and what is it worth in USD'}?`,
    ],
  }
}

function moneyOf(cost: AnswerField | undefined): DialectProvider['money'] {
  const words = cost?.segments.flatMap(wordsOf) ?? []
  if (words.some((word) => /^cents?$/.test(word))) return { unit: 'cent', usd: 0.01 }
  if (words.some((word) => /^(usd|dollars?)$/.test(word))) return { unit: 'USD', usd: 1 }
  return { unit: 'credit' }
}

/** Headers that every request needs, and whose value the document gives. */
export function constantHeaders(operations: readonly SpecOperation[], spec: SpecDocument): Readonly<Record<string, string>> {
  const found: Record<string, string> = {}
  for (const place of operations.flatMap(({ parameters }) => parameters)) {
    const name = textOf(child(place, 'name')?.value)
    if (
      child(place, 'in')?.value !== 'header' ||
      child(place, 'required')?.value !== true ||
      /^(accept|authorization|content-type)$/i.test(name)
    )
      continue
    const schema = spec.sources.deref(child(place, 'schema'))
    const listed = items(child(schema, 'enum'))
    const value = child(schema, 'const') ?? child(schema, 'default') ?? (listed.length === 1 ? listed[0] : undefined)
    if (value !== undefined && typeof value.value !== 'object') found[name] = textOf(value.value)
  }
  return found
}

/** Headers of submissions that look as if they carried an idempotency key. */
export function idempotencyHeaders(operations: readonly SpecOperation[]): string[] {
  const names = operations.flatMap(({ parameters }) =>
    parameters.filter((place) => child(place, 'in')?.value === 'header').map((place) => textOf(child(place, 'name')?.value)),
  )
  return [...new Set(names.filter((name) => wordsOf(name).map(singular).join('').includes('idempoten')))]
}
