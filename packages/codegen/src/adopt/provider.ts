import type { DialectProvider } from '../dialect/dialect.gen.ts'
import { child, entries, items, type Place, textOf } from '../spec/place.ts'
import type { SpecDocument, SpecOperation } from '../spec/spec-document.ts'
import type { AnswerField } from './answer-fields.ts'
import { jsonPath } from './json-path.ts'
import type { Action, Note } from './proposal.ts'
import { kebab, singular, wordsOf } from './words.ts'

/** Actions with their questions. */
export type Proposed = { readonly actions: readonly Action[]; readonly questions: readonly string[] }

/** Who the provider is, by the document's title and servers. */
export function providerName({ root }: SpecDocument): { readonly id: string; readonly title: string } {
  const written = textOf(child(child(root, 'info'), 'title')?.value ?? '')
  const title = written.replaceAll(/\b(the|http|rest|web|public|platform|developer|official|open|api|apis|reference|documentation|specification|v\d[\d.]*)\b/gi, ' ').replaceAll(/\s+/g, ' ').trim()
  const url = textOf(child(items(child(root, 'servers'))[0], 'url')?.value ?? '')
  const host = /^https?:\/\/([^/:]+)/.exec(url)?.[1]?.split('.').at(-2)
  const id = kebab(title) || host || 'vendor'
  return { id, title: title === '' ? id : title }
}

type Known = {
  readonly headers: Readonly<Record<string, string>>
  readonly cost: AnswerField | undefined
  readonly idempotencyHeaders: readonly string[]
}

/** `x-provider`, with the safe reading of what the document does not say. */
export function proposeProvider(spec: SpecDocument, { headers, cost, idempotencyHeaders }: Known): Proposed {
  const { id, title } = providerName(spec)
  const env = id.toUpperCase().replaceAll(/[^A-Z0-9]+/g, '_').replace(/^(\d)/, 'X$1')
  const money = moneyOf(cost)
  const provider: DialectProvider = {
    dialect: 1,
    id,
    title,
    env: { key: `${env}_API_KEY`, base_url: `${env}_BASE_URL` },
    ...(Object.keys(headers).length === 0 ? {} : { headers }),
    idempotency: 'none',
    limits: { in_flight: 2, requests_per_minute: 30 },
    money,
  }
  const notes: Note[] = [
    { at: '/x-provider', confidence: 'high', why: 'the id and the title are those of the document' },
    ...(Object.keys(headers).length === 0 ? [] : [{ at: '/x-provider/headers', confidence: 'high' as const, why: 'headers that requests need, each with one value in the document' }]),
    { at: '/x-provider/idempotency', confidence: 'low', why: 'the safe reading: a submission is never repeated' },
    { at: '/x-provider/limits', confidence: 'low', why: 'a cautious guess' },
    { at: '/x-provider/money', confidence: cost === undefined ? 'low' : 'medium', why: cost === undefined ? 'a guess' : `the name of ${cost.segments.join('.')}` },
  ]
  const named = idempotencyHeaders[0]
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

/** Servers: each has a whole address, and several have names of regions. */
export function proposeServers({ root }: SpecDocument): Proposed {
  const place = child(root, 'servers')
  const list = items(place)
  const isWhole = list.length > 0 && list.every((server) => /^https?:\/\/[^/]/.test(textOf(child(server, 'url')?.value)))
  if (!isWhole) {
    const { id } = providerName({ root } as SpecDocument)
    const path = textOf(child(list[0], 'url')?.value ?? '').replace(/\/$/, '')
    const url = `https://${id}.invalid${path.startsWith('/') ? path : ''}`
    const notes: Note[] = [{ at: '', confidence: 'low', why: 'the document names no whole address: this one is made up, and leads nowhere' }]
    const added: Action = { target: '$', update: { servers: [{ url }] }, notes }
    return {
      actions: [...(place === undefined ? [] : [{ target: '$.servers', remove: true as const, notes: [] }]), added],
      questions: [`What is the address of the API? Write it in place of ${url}.`],
    }
  }
  if (list.length < 2) return { actions: [], questions: [] }
  const names = new Set<string>()
  const actions = list.flatMap((server, index): Action[] => {
    if (child(server, 'x-region') !== undefined) return []
    const wanted = index === 0 ? 'default' : /sandbox|stag(e|ing)|test|dev\b/i.exec(textOf(server.value))?.[0]?.toLowerCase() ?? `server-${index + 1}`
    const region = names.has(wanted) ? `server-${index + 1}` : wanted
    names.add(region)
    return [{ target: jsonPath(server.pointer, root.value), update: { 'x-region': region }, notes: [{ at: '', confidence: index === 0 ? 'medium' : 'low', why: 'several servers need names' }] }]
  })
  return { actions, questions: ['Requests go to the first server. Are the others regions of the same API? Otherwise remove them.'] }
}

/** Where the API key goes. */
export function proposeSecurity(spec: SpecDocument): Proposed {
  const schemes = entries(child(child(spec.root, 'components'), 'securitySchemes')).map(([name, place]) => [name, spec.sources.deref(place) ?? place] as const)
  const rootNames = items(child(spec.root, 'security')).flatMap(entries).map(([name]) => name)
  const used = spec.operations.flatMap(({ place }) => items(child(place, 'security')).flatMap(entries).map(([name]) => name))
  const usable = schemes.filter(([, scheme]) => isUsable(scheme))
  const chosen = usable.find(([name]) => rootNames.includes(name)) ?? usable.find(([name]) => used.includes(name)) ?? usable[0]
  if (chosen === undefined) return withoutScheme(spec)
  const [name, scheme] = chosen
  const actions: Action[] = []
  if (rootNames[0] !== name) {
    const notes: Note[] = [{ at: '', confidence: used.includes(name) || usable.length === 1 ? 'high' : 'medium', why: 'the scheme that takes a single key' }]
    if (rootNames.length > 0) actions.push({ target: '$.security', remove: true, notes: [] })
    actions.push({ target: '$', update: { security: [{ [name]: [] }] }, notes })
  }
  const isBare = child(scheme, 'type')?.value === 'apiKey' && /^authorization$/i.test(textOf(child(scheme, 'name')?.value)) && child(scheme, 'x-key-prefix') === undefined
  if (!isBare) return { actions, questions: [] }
  const target = jsonPath(scheme.pointer, spec.root.value)
  const description = textOf(child(scheme, 'description')?.value ?? '')
  const word = /\b(Bearer|Token|Key|ApiKey|Api-Key)\b\s*(?:[<{[$:"'`+]|your|api|key|token)/i.exec(description)?.[1]
  if (word !== undefined && scheme.file === spec.sources.main) {
    actions.push({ target, update: { 'x-key-prefix': word }, notes: [{ at: '', confidence: 'medium', why: 'the description of the scheme has this word before the key' }] })
    return { actions, questions: [] }
  }
  const question = `Which word comes before the key in the header Authorization (Bearer, Key, Token)? If there is one, add an action: target ${target}, update { x-key-prefix: Token }.`
  return { actions, questions: [question] }
}

function isUsable(scheme: Place): boolean {
  const type = child(scheme, 'type')?.value
  if (type === 'apiKey') return ['header', 'query'].includes(textOf(child(scheme, 'in')?.value))
  return type === 'http' && textOf(child(scheme, 'scheme')?.value).toLowerCase() === 'bearer'
}

function withoutScheme({ operations, root }: SpecDocument): Proposed {
  const parameter = operations.flatMap(({ parameters }) => parameters).find((place) => child(place, 'in')?.value === 'header' && /^(authorization|(x-)?api-?key|.*-(api-)?key)$/i.test(textOf(child(place, 'name')?.value)))
  const name = textOf(child(parameter, 'name')?.value ?? 'Authorization')
  const isOwn = !/^authorization$/i.test(name)
  const scheme = isOwn ? { type: 'apiKey', in: 'header', name } : { type: 'http', scheme: 'bearer' }
  const why = parameter === undefined ? 'the document has no scheme of a single key: this is the usual one' : `operations have a parameter ${name}`
  const notes: Note[] = [{ at: '', confidence: parameter === undefined ? 'low' : 'medium', why }]
  const update = { security: [{ shotlistKey: [] }], components: { securitySchemes: { shotlistKey: scheme } } }
  return {
    actions: [...(items(child(root, 'security')).length > 0 ? [{ target: '$.security', remove: true as const, notes: [] }] : []), { target: '$', update, notes }],
    questions: ['How does the API take its key? The overlay assumes a single key; see the dialect for words before it, and for signed tokens.'],
  }
}

/** Headers that every request needs, and whose value the document gives. */
export function constantHeaders(operations: readonly SpecOperation[], spec: SpecDocument): Readonly<Record<string, string>> {
  const found: Record<string, string> = {}
  for (const place of operations.flatMap(({ parameters }) => parameters)) {
    const name = textOf(child(place, 'name')?.value)
    if (child(place, 'in')?.value !== 'header' || child(place, 'required')?.value !== true || /^(accept|authorization|content-type)$/i.test(name)) continue
    const schema = spec.sources.deref(child(place, 'schema'))
    const listed = items(child(schema, 'enum'))
    const value = child(schema, 'const') ?? child(schema, 'default') ?? (listed.length === 1 ? listed[0] : undefined)
    if (value !== undefined && typeof value.value !== 'object') found[name] = textOf(value.value)
  }
  return found
}

/** Headers of submissions that look as if they carried an idempotency key. */
export function idempotencyHeaders(operations: readonly SpecOperation[]): string[] {
  const names = operations.flatMap(({ parameters }) => parameters.filter((place) => child(place, 'in')?.value === 'header').map((place) => textOf(child(place, 'name')?.value)))
  return [...new Set(names.filter((name) => wordsOf(name).map(singular).join('').includes('idempoten')))]
}
