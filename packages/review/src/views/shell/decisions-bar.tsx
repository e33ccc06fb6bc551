import { CommandLine } from '../../elements/copy-button.tsx'
import { decisionCommands, hasSeed } from '../../model/decision-commands.ts'
import { draftPicks, rejected } from '../../state/marks.ts'
import { byId, head } from '../../state/report.ts'
import { chosenToCompare, comparing } from '../../state/view.ts'
import { openCompare } from '../compare/open-compare.ts'

/** The commands that apply the reader's choices, and the button that compares the chosen clips. */
export function DecisionsBar() {
  const { manifest, rehearsal } = head.value
  const known = [...rejected.value].flatMap((id) => byId.value.get(id) ?? [])
  const commands = decisionCommands({ picks: draftPicks.value, rejected: known }, { manifest, rehearsal })
  const seeded = rehearsal ? 0 : known.filter(hasSeed).length
  const chosen = chosenToCompare.value
  if (commands.length === 0 && seeded === 0 && (chosen.length === 0 || comparing.value !== undefined)) return null
  return (
    <section class="decisions" aria-label="Your choices">
      {chosen.length > 0 && comparing.value === undefined && (
        <p>
          {chosen.length} chosen to compare{' '}
          <button type="button" class="primary" disabled={chosen.length < 2} onClick={() => openCompare(undefined)}>
            Compare
          </button>{' '}
          <button type="button" onClick={() => (chosenToCompare.value = [])}>
            Clear
          </button>
        </p>
      )}
      {commands.length > 0 && (
        <details open>
          <summary>
            {commands.length === 1
              ? 'Run this command to apply your choices'
              : `Run these ${commands.length} commands to apply your choices`}
          </summary>
          <div class="commands">
            {commands.map((text) => (
              <CommandLine key={text} text={text} />
            ))}
          </div>
        </details>
      )}
      {seeded > 0 && (
        <p class="dim">
          {seeded === 1 ? 'A rejected clip has a seed' : `${seeded} rejected clips have seeds`}. The same seed gives the same clip, and it
          costs again: change <code>prompt</code> or <code>seed</code> in the manifest, or raise <code>takes</code>.
        </p>
      )}
    </section>
  )
}
