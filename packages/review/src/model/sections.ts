import type { Clip } from '../contract/report.ts'

/** How clips are grouped: `job`, `provider`, `tag`, `state`, or `none` for one long sheet. */
export type Grouping = 'job' | 'provider' | 'tag' | 'state' | 'none'

export type Section = { readonly title: string; readonly clips: readonly Clip[] }

/** The clips that need a decision or a repair, the most urgent first. */
export function needingAttention(clips: readonly Clip[]): readonly Clip[] {
  return clips.filter((clip) => rankOf(clip) >= 0).toSorted((a, b) => rankOf(a) - rankOf(b))
}

const ATTENTION_ORDER: readonly string[] = ['failed', 'uncertain', 'missing', 'pick']

/** The position in `ATTENTION_ORDER`, or -1. A clip that waits for the pick of a take counts as `pick`; other waiting clips need no attention. */
function rankOf({ state, problem }: Clip): number {
  return ATTENTION_ORDER.indexOf(problem?.awaits === undefined ? state : 'pick')
}

/** The clips in sections, each in the manifest's order; a clip with two tags is in both. */
export function sectionsOf(clips: readonly Clip[], grouping: Grouping): readonly Section[] {
  if (grouping === 'none') return clips.length === 0 ? [] : [{ title: '', clips }]
  const sections = groupClips(clips, grouping)
  return grouping === 'job' ? joinSingles(sections) : sections
}

/** Groups clips by one of their properties. */
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

/** Joins adjacent sections of one clip each, to avoid many nearly empty rows. */
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

/** A clip's title within its job: `16:9 · anime · take 2`; with the job's name unless the section shows it. */
export function titleIn({ job, axes, take }: Clip, grouping: Grouping): string {
  const values = Object.values(axes)
  const isNamed = values.length === 0 || grouping !== 'job'
  return [...(isNamed ? [job] : []), ...values, ...(take === undefined ? [] : [`take ${take}`])].join(' · ')
}

/** The groupings, with their labels. */
export const GROUPINGS: readonly (readonly [Grouping, string])[] = [
  ['job', 'job'],
  ['provider', 'provider'],
  ['tag', 'tag'],
  ['state', 'state'],
  ['none', 'nothing'],
]
