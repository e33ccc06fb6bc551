import type { Clip } from '../contract/report.ts'

/** How clips are put together: `job`, `provider`, `tag`, `state`, or `none` for one long sheet. */
export type Grouping = 'job' | 'provider' | 'tag' | 'state' | 'none'

export type Section = { readonly title: string; readonly clips: readonly Clip[] }

/** Clips that want a decision or a repair, those that cannot go on first. */
export function troublesOf(clips: readonly Clip[]): readonly Clip[] {
  return clips.filter((clip) => rankOf(clip) >= 0).toSorted((a, b) => rankOf(a) - rankOf(b))
}

const TROUBLES: readonly string[] = ['failed', 'uncertain', 'missing', 'pick']

/** A clip that waits for a take to be picked stands there as `pick`; others that wait are in no trouble. */
function rankOf({ state, problem }: Clip): number {
  return TROUBLES.indexOf(problem?.awaits === undefined ? state : 'pick')
}

/** The clips in sections, each in the manifest's order; a clip with two tags is in both. */
export function sectionsOf(clips: readonly Clip[], grouping: Grouping): readonly Section[] {
  if (grouping === 'none') return clips.length === 0 ? [] : [{ title: '', clips }]
  const sections = groupClips(clips, grouping)
  return grouping === 'job' ? joinSingles(sections) : sections
}

/** The clips by one of their properties. */
export function groupClips(clips: readonly Clip[], grouping: Exclude<Grouping, 'none'>): readonly Section[] {
  const sections = new Map<string, Clip[]>()
  for (const clip of clips) {
    for (const title of titlesOf(clip, grouping)) {
      const section = sections.get(title)
      if (section === undefined) sections.set(title, [clip])
      else section.push(clip)
    }
  }
  return [...sections].map(([title, members]) => ({ title, clips: members }))
}

/** Neighbours of one clip each share a section: a sheet of many empty rows helps nobody. */
function joinSingles(sections: readonly Section[]): readonly Section[] {
  const joined: { title: string; clips: readonly Clip[]; isSingles: boolean }[] = []
  for (const { title, clips } of sections) {
    const last = joined.at(-1)
    const isSingles = clips.length === 1
    if (isSingles && last?.isSingles === true) {
      last.title += `, ${title}`
      last.clips = [...last.clips, ...clips]
    } else {
      joined.push({ title, clips, isSingles })
    }
  }
  return joined.map(({ title, clips }) => ({ title, clips }))
}

function titlesOf(clip: Clip, grouping: Exclude<Grouping, 'none'>): readonly string[] {
  if (grouping === 'tag') return clip.tags.length === 0 ? ['no tag'] : clip.tags
  return [clip[grouping]]
}

/** What tells a clip from the others of its job: `16:9 · anime · take 2`; with the job's name where that is not told by the section. */
export function titleIn({ job, axes, take }: Clip, grouping: Grouping): string {
  const values = Object.values(axes)
  const isNamed = values.length === 0 || grouping !== 'job'
  return [...(isNamed ? [job] : []), ...values, ...(take === undefined ? [] : [`take ${take}`])].join(' · ')
}

/** The ways to put clips together, with their names. */
export const GROUPINGS: readonly (readonly [Grouping, string])[] = [
  ['job', 'job'],
  ['provider', 'provider'],
  ['tag', 'tag'],
  ['state', 'state'],
  ['none', 'nothing'],
]
