import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import type { Coverage, CoverageGroup } from '../../src/coverage/coverage.ts'
import { ENTRY_PARTS } from '../../src/coverage/coverage.ts'
import { readFacts } from './facts.ts'

const root = fileURLToPath(new URL('../../../../', import.meta.url))
const NOTES = `${root}../shared/providers`

/** The research notes are beside a development checkout, not in the repository. */
describe.skipIf(!existsSync(NOTES))('coverage files against the research notes (skipped where ../shared/providers is not there)', () => {
  test.each(['pixverse', 'acedata', '302ai'])('%s: no endpoint, no field and no correction is forgotten', (id) => {
    const facts = readFacts(readFileSync(`${NOTES}/${id}.md`, 'utf8'))
    const text = readFileSync(`${root}specs/${id}/coverage.yaml`, 'utf8')
    const document = readFileSync(`${root}specs/${id}/openapi.yaml`, 'utf8')
    const { groups, corrections = [] } = parse(text) as Coverage
    expect(facts.endpoints.length).toBeGreaterThan(2)
    expect(facts.fields.length).toBeGreaterThan(50)
    expect(facts.corrections.length).toBeGreaterThan(2)

    expect(facts.endpoints.filter((endpoint) => !groups.some((group) => group.endpoint === endpoint))).toEqual([])
    expect(facts.fields.filter(({ section, name }) => !groups.some((group) => speaksOf(group, section) && hasName(group, name)))).toEqual(
      [],
    )
    expect([...new Set(corrections.map(({ point }) => point))]).toEqual(facts.corrections)
    const words = new Set(`${text}\n${document}`.match(/\w+/g))
    const ofEndpoints = facts.identifiers.filter(({ section }) => /^[2-5](\.|$)/.test(section))
    expect(ofEndpoints.filter(({ name }) => !words.has(name))).toEqual([])
  })
})

/** A group on `2` includes `2.1`. */
function speaksOf({ facts = '' }: CoverageGroup, section: string): boolean {
  return facts === section || section.startsWith(`${facts}.`)
}

function hasName(group: CoverageGroup, name: string): boolean {
  return ENTRY_PARTS.some((part) => Object.keys(group[part] ?? {}).some((key) => lastSegment(key) === name))
}

/** `image_references[].type` -> `type`. A text in brackets tells fields with the same name apart. */
function lastSegment(key: string): string {
  const path = key.replace(/ \(.*\)$/, '').replaceAll('[]', '')
  return path.slice(path.lastIndexOf('.') + 1)
}
