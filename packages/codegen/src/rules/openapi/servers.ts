import { issueAt } from '../../spec/issue-at.ts'
import { child, items } from '../../spec/place.ts'
import type { Rule } from '../rule-context.ts'

/** There is at least one server, each has an absolute URL, and several have different regions. */
export const servers: Rule = function* ({ spec }) {
  const place = child(spec.root, 'servers')
  const list = items(place)
  if (list.length === 0) {
    yield issueAt(place ?? spec.root, {
      code: 'no-servers',
      message: 'the document names no server',
      hint: 'add `servers: [{ url: https://api.example.com }]`',
    })
    return
  }
  const regions = new Set<string>()
  for (const server of list) {
    const url = child(server, 'url')
    if (typeof url?.value !== 'string' || !/^https?:\/\/[^/]/.test(url.value)) {
      yield issueAt(url ?? server, { code: 'server-url', message: 'a server needs an absolute http or https URL' })
    }
    const written = child(server, 'x-region')
    const region = typeof written?.value === 'string' ? written.value : 'default'
    if (list.length > 1 && written === undefined) {
      yield issueAt(server, {
        code: 'server-region',
        message: 'with several servers, each needs an x-region',
        hint: 'for example `x-region: cn`',
      })
    } else if (regions.has(region)) {
      yield issueAt(written ?? server, { code: 'server-region', message: `the region ${region} is used twice` })
    } else if (written !== undefined && !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(region)) {
      yield issueAt(written, { code: 'server-region', message: 'a region is lower-case letters and digits with dashes between' })
    }
    regions.add(region)
  }
}
