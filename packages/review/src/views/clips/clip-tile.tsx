import type { Clip } from '../../contract/report.ts'
import { Icon } from '../../elements/icon.tsx'
import { StateBadge } from '../../elements/state-badge.tsx'
import { clockText } from '../../format/quantity-text.ts'
import { mediaKind } from '../../model/media-kind.ts'
import { titleIn } from '../../model/sections.ts'
import { Poster } from '../../posters/poster.tsx'
import { markOf } from '../../state/marks.ts'
import { chosenToCompare, currentId, grouping, openDetail, playing, togglePlaying, view } from '../../state/view.ts'
import { MarkButtons } from './mark-buttons.tsx'

/** One clip of the sheet: its picture, which plays in place, and its title. */
export function ClipTile({ clip, width }: { clip: Clip; width: number }) {
  const { id, file, others = [], state, prompt } = clip
  const facts = [
    ...(file?.seconds === undefined ? [] : [clockText(file.seconds)]),
    ...(others.length === 0 ? [] : [`${others.length + 1} files`]),
  ]
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
        {facts.length > 0 && <span class="length">{facts.join(', ')}</span>}
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

/** The content of a tile: the clip while it plays, otherwise a picture of it. */
function TilePicture({ clip: { id, file }, isPlaying }: { clip: Clip; isPlaying: boolean }) {
  if (file === undefined) return <div class="blank" aria-hidden="true" />
  const name = `${id}, playing`
  switch (mediaKind(file)) {
    case 'image':
      return <img class="poster is-drawn" src={file.src} alt="" loading="lazy" decoding="async" />
    case 'audio':
      return <div class="blank is-sound">{isPlaying ? <audio src={file.src} autoplay loop aria-label={name} /> : '♪'}</div>
    case 'video':
      return isPlaying ? <video src={file.src} autoplay loop muted playsInline aria-label={name} /> : <Poster src={file.src} />
  }
}
