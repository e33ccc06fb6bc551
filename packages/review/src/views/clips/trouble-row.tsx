import type { Clip } from '../../contract/report.ts'
import { CommandLine } from '../../elements/command-line.tsx'
import { StateBadge } from '../../elements/state-badge.tsx'
import { clips } from '../../state/report.ts'
import { currentId, openDetail } from '../../state/view.ts'
import { openCompare } from '../compare/open-compare.ts'

/** A clip that failed, or wants a decision: why, and what to do. */
export function TroubleRow({ clip }: { clip: Clip }) {
  const { id, state, problem } = clip
  const kind = [problem?.class, problem?.code].filter((word, nth, all) => word !== undefined && all.indexOf(word) === nth).join(', ')
  return (
    <article
      class={`trouble is-${state}${currentId.value === id ? ' is-current' : ''}`}
      aria-label={`${id}: ${problem?.message ?? state}`}
      data-clip={id}
    >
      <div class="trouble-head">
        <StateBadge state={state} />
        <button type="button" class="link" onClick={() => openDetail(id)}>
          {id}
        </button>
        {kind !== '' && <span class="dim">{kind}</span>}
      </div>
      <p title={problem?.message}>{problem?.message ?? 'Its file is gone.'}</p>
      <div class="trouble-foot">
        {problem?.hint !== undefined && (
          <span class="dim clip-text" title={problem.hint}>
            {problem.hint}
          </span>
        )}
        {problem?.awaits !== undefined && <TakesButton group={problem.awaits} />}
        {problem?.commands.slice(0, 1).map((text) => (
          <CommandLine key={text} text={text} />
        ))}
      </div>
    </article>
  )
}

/** Leads to the takes of which one is to be picked. */
function TakesButton({ group }: { group: string }) {
  const takes = clips.value.filter((clip) => clip.group === group)
  const [first] = takes
  if (first === undefined) return null
  return (
    <button
      type="button"
      class="primary"
      onClick={() => {
        currentId.value = first.id
        openCompare(first, 'take')
      }}
    >
      Compare {takes.length} takes and pick
    </button>
  )
}
