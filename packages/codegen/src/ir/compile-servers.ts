import type { ProviderTable } from '@shotlist/core/contract'
import { child, entries, items, textOf } from '../spec/place.ts'
import type { SpecDocument } from '../spec/spec-document.ts'

/** The document's `servers`, in order, with their variables at their defaults and no slash at the end. */
export function compileServers(spec: SpecDocument): ProviderTable['servers'] {
  return items(child(spec.root, 'servers')).map((server) => {
    const region = child(server, 'x-region')?.value
    const description = child(server, 'description')?.value
    const variables = new Map(entries(child(server, 'variables')).map(([name, place]) => [name, textOf(child(place, 'default')?.value)]))
    const url = textOf(child(server, 'url')?.value).replaceAll(/\{([^}]+)\}/g, (written, name: string) => variables.get(name) ?? written)
    const named = { url: url.replace(/\/+$/, ''), region: typeof region === 'string' ? region : 'default' }
    return typeof description === 'string' ? Object.assign(named, { description }) : named
  })
}
