import { printTable, type Section } from './measure/section.ts'

/** The measurements, each loaded only on demand. */
const sections: Readonly<Record<string, () => Promise<{ readonly section: Section }>>> = {
  bundles: () => import('./clients/bundles.ts'),
  'bundle-parts': () => import('./clients/bundle-parts.ts'),
  calls: () => import('./clients/calls.ts'),
  types: () => import('./clients/types.ts'),
  aborts: () => import('./clients/aborts.ts'),
  generation: () => import('./generators/generation.ts'),
  page: () => import('./pages/review-page.ts'),
  'start-up': () => import('./runner/start-up.ts'),
  'no-op': () => import('./runner/no-op.ts'),
  loading: () => import('./runner/loading.ts'),
  batches: () => import('./runner/batches.ts'),
  rehearsal: () => import('./runner/rehearsal.ts'),
  fleet: () => import('./runner/fleet.ts'),
}

const asked = process.argv.slice(2)
const unknown = asked.filter((name) => !Object.hasOwn(sections, name))
if (unknown.length > 0) {
  console.error(`There is no measurement ${unknown.join(', ')}. There are: ${Object.keys(sections).join(', ')}.`)
  process.exitCode = 2
} else {
  for (const [name, load] of Object.entries(sections)) {
    if (asked.length > 0 && !asked.includes(name)) continue
    const { section } = await load()
    printTable(section.title, await section.measure())
  }
}
