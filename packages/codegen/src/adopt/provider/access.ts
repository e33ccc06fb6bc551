import { child, entries, items, type Place, textOf } from '../../spec/place.ts'
import type { SpecDocument } from '../../spec/spec-document.ts'
import { jsonPath } from '../json-path.ts'
import type { Action, Note } from '../proposal.ts'
import { type Proposed, providerName } from './provider.ts'

/** Servers: each has a whole address, and several have names of regions. */
export function proposeServers({ root }: SpecDocument): Proposed {
  const place = child(root, 'servers')
  const list = items(place)
  const isWhole = list.length > 0 && list.every((server) => /^https?:\/\/[^/]/.test(textOf(child(server, 'url')?.value)))
  if (!isWhole) {
    const { id } = providerName(root)
    const path = textOf(child(list[0], 'url')?.value ?? '').replace(/\/$/, '')
    const url = `https://${id}.invalid${path.startsWith('/') ? path : ''}`
    const notes: Note[] = [
      { at: '', confidence: 'low', why: 'the document names no whole address: this one is made up, and leads nowhere' },
    ]
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
    const wanted =
      index === 0 ? 'default' : (/sandbox|stag(e|ing)|test|dev\b/i.exec(textOf(server.value))?.[0]?.toLowerCase() ?? `server-${index + 1}`)
    const region = names.has(wanted) ? `server-${index + 1}` : wanted
    names.add(region)
    return [
      {
        target: jsonPath(server.pointer, root.value),
        update: { 'x-region': region },
        notes: [{ at: '', confidence: index === 0 ? 'medium' : 'low', why: 'several servers need names' }],
      },
    ]
  })
  return { actions, questions: ['Requests go to the first server. Are the others regions of the same API? Otherwise remove them.'] }
}

/** Where the API key goes. */
export function proposeSecurity(spec: SpecDocument): Proposed {
  const schemes = entries(child(child(spec.root, 'components'), 'securitySchemes')).map(
    ([name, place]) => [name, spec.sources.deref(place) ?? place] as const,
  )
  const rootNames = items(child(spec.root, 'security'))
    .flatMap(entries)
    .map(([name]) => name)
  const used = new Set(
    spec.operations.flatMap(({ place }) =>
      items(child(place, 'security'))
        .flatMap(entries)
        .map(([name]) => name),
    ),
  )
  const usable = schemes.filter(([, scheme]) => isUsable(scheme))
  const chosen = usable.find(([name]) => rootNames.includes(name)) ?? usable.find(([name]) => used.has(name)) ?? usable[0]
  if (chosen === undefined) return withoutScheme(spec)
  const [name, scheme] = chosen
  const actions: Action[] = []
  if (rootNames[0] !== name) {
    const notes: Note[] = [
      { at: '', confidence: used.has(name) || usable.length === 1 ? 'high' : 'medium', why: 'the scheme that takes a single key' },
    ]
    if (rootNames.length > 0) actions.push({ target: '$.security', remove: true, notes: [] })
    actions.push({ target: '$', update: { security: [{ [name]: [] }] }, notes })
  }
  const isBare =
    child(scheme, 'type')?.value === 'apiKey' &&
    /^authorization$/i.test(textOf(child(scheme, 'name')?.value)) &&
    child(scheme, 'x-key-prefix') === undefined
  if (!isBare) return { actions, questions: [] }
  const target = jsonPath(scheme.pointer, spec.root.value)
  const description = textOf(child(scheme, 'description')?.value ?? '')
  const word = /\b(Bearer|Token|Key|ApiKey|Api-Key)\b\s*(?:[<{[$:"'`+]|your|api|key|token)/i.exec(description)?.[1]
  if (word !== undefined && scheme.file === spec.sources.main) {
    actions.push({
      target,
      update: { 'x-key-prefix': word },
      notes: [{ at: '', confidence: 'medium', why: 'the description of the scheme has this word before the key' }],
    })
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
  const parameter = operations
    .flatMap(({ parameters }) => parameters)
    .find(
      (place) =>
        child(place, 'in')?.value === 'header' &&
        /^(authorization|(x-)?api-?key|.*-(api-)?key)$/i.test(textOf(child(place, 'name')?.value)),
    )
  const name = textOf(child(parameter, 'name')?.value ?? 'Authorization')
  const isOwn = !/^authorization$/i.test(name)
  const scheme = isOwn ? { type: 'apiKey', in: 'header', name } : { type: 'http', scheme: 'bearer' }
  const why =
    parameter === undefined ? 'the document has no scheme of a single key: this is the usual one' : `operations have a parameter ${name}`
  const notes: Note[] = [{ at: '', confidence: parameter === undefined ? 'low' : 'medium', why }]
  const update = { security: [{ shotlistKey: [] }], components: { securitySchemes: { shotlistKey: scheme } } }
  return {
    actions: [
      ...(items(child(root, 'security')).length > 0 ? [{ target: '$.security', remove: true as const, notes: [] }] : []),
      { target: '$', update, notes },
    ],
    questions: [
      'How does the API take its key? The overlay assumes a single key; see the dialect for words before it, and for signed tokens.',
    ],
  }
}
