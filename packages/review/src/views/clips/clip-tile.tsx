import type { Clip } from '../../contract/report.ts'
import { Icon } from '../../elements/icon.tsx'
import { StateBadge } from '../../elements/state-badge.tsx'
import { clockText } from '../../format/clock-text.ts'
import { titleIn } from '../../model/clip-title.ts'
import { mediaKind } from '../../model/media-kind.ts'
import { markOf } from '../../state/marks.ts'
import { chosenToCompare, currentId, grouping, openDetail, playing, togglePlaying, view } from '../../state/view.ts'
import { MarkButtons } from './mark-buttons.tsx'
import { TilePicture } from './tile-picture.tsx'

/** One clip of the sheet: its picture, which plays in place, and what tells it from its neighbours. */
export function ClipTile({ clip, width }: { clip: Clip; width: number }) {
  const { id, file, state, prompt } = clip
  const isPlaying = playing.value.has(id)
  const mark = markOf(clip)
  const isChosen = chosenToCompare.value.includes(id)
  const names = ['tile', `mark-${mark}`, ...(currentId.value === id ? ['is-current'] : []), ...(isChosen ? ['is-chosen'] : [])]
  return (
    <article class={names.join(' ')} style={{ width: `${width}px` }} aria-label={id} data-clip={id}>
      <div class="frame">
        <TilePicture clip={clip} isPlaying={isPlaying} />
        <button type="button" class="open" onClick={() => openDetail(id)} aria-label={`Open ${id}`} />
        {state !== 'done' && <StateBadge state={state} />}
        {file?.seconds !== undefined && <span class="length">{clockText(file.seconds)}</span>}
        {file !== undefined && mediaKind(file) !== 'image' && (
          <button
            type="button"
            class="play"
            onClick={() => togglePlaying(id)}
            aria-label={`${isPlaying ? 'Stop' : 'Play'} ${id}`}
            aria-pressed={isPlaying}
          >
            <Icon name={isPlaying ? 'pause' : 'play'} />
          </button>
        )}
      </div>
      <div class="caption">
        <div class="words">
          <strong title={id}>{titleIn(clip, view.value === 'matrix' ? 'job' : grouping.value)}</strong>
          <span title={prompt}>{prompt ?? clip.operation}</span>
        </div>
        <MarkButtons clip={clip} />
      </div>
    </article>
  )
}
