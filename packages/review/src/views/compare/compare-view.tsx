import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks'
import type { Clip } from '../../contract/report.ts'
import { Icon } from '../../elements/icon.tsx'
import { StateBadge } from '../../elements/state-badge.tsx'
import { clockText } from '../../format/quantity-text.ts'
import { type CompareSet, compareSets, coordinate } from '../../model/matrix.ts'
import { mediaKind } from '../../model/media-kind.ts'
import { markOf } from '../../state/marks.ts'
import { byId, clips } from '../../state/report.ts'
import { comparing, currentId, layout } from '../../state/view.ts'
import { MarkButtons } from '../clips/mark-buttons.tsx'
import { SyncPlayers, transport } from './players.ts'

/** Clips side by side, playing in step. */
export function CompareView({ set }: { set: CompareSet }) {
  const stage = useRef<HTMLDivElement>(null)
  const [isPlaying, setPlaying] = useState(false)
  const [place, setPlace] = useState({ at: 0, length: 0 })
  const [rate, setRate] = useState(1)
  const players = useMemo(
    () =>
      new SyncPlayers(
        () => [...(stage.current?.querySelectorAll('video') ?? [])],
        (at, length) => setPlace({ at, length }),
      ),
    [],
  )
  const members = set.clips.map(({ id }) => byId.value.get(id)).filter((clip) => clip !== undefined)
  const base = members.find(({ id }) => id === currentId.value) ?? members[0]
  const sets = base === undefined ? [] : compareSets(base, clips.value)

  const toggle = () => {
    if (isPlaying) players.pause()
    else players.play()
    setPlaying(!isPlaying)
  }
  useLayoutEffect(() => {
    layout.value = [set.clips.map(({ id }) => id)]
    setPlaying(false)
    setPlace({ at: 0, length: 0 })
    return () => players.stop()
  }, [set])
  useLayoutEffect(() => {
    transport.value = { toggle, step: (seconds) => players.seek(Math.max(0, place.at + seconds)) }
    return () => {
      transport.value = undefined
    }
  })

  return (
    <section class="view compare" aria-label="Compare">
      <div class="controls">
        <button type="button" onClick={() => (comparing.value = undefined)}>
          <Icon name="back" /> Back
        </button>
        <label>
          Side by side{' '}
          <select
            value={set.axis}
            onChange={(event) => {
              comparing.value = sets.find(({ axis }) => axis === event.currentTarget.value) ?? set
            }}
          >
            {!sets.some(({ axis }) => axis === set.axis) && <option value={set.axis}>chosen clips</option>}
            {sets.map(({ axis, clips: all }) => (
              <option key={axis} value={axis}>
                {axis === 'take' ? 'takes' : axis} ({all.length})
              </option>
            ))}
          </select>
        </label>
        <span class="dim">{members[0]?.job}</span>
      </div>
      <div class="stage" ref={stage} style={{ '--members': members.length }}>
        {members.map((clip) => (
          <Member
            key={clip.id}
            clip={clip}
            axis={set.axis}
            onReady={() => setPlace((now) => ({ ...now, length: longest(stage.current) }))}
          />
        ))}
      </div>
      <div class="transport">
        <button type="button" class="primary" onClick={toggle} aria-label={isPlaying ? 'Pause all' : 'Play all'}>
          <Icon name={isPlaying ? 'pause' : 'play'} />
        </button>
        <input
          type="range"
          min="0"
          max={place.length || 1}
          step="0.01"
          value={place.at}
          aria-label="Position in the clips"
          aria-valuetext={`${clockText(place.at)} of ${clockText(place.length)}`}
          onInput={(event) => players.seek(Number(event.currentTarget.value))}
        />
        <output class="numbers">
          {clockText(place.at)} / {clockText(place.length)}
        </output>
        <label>
          Speed{' '}
          <select
            value={String(rate)}
            onChange={(event) => {
              setRate(Number(event.currentTarget.value))
              players.setRate(Number(event.currentTarget.value))
            }}
          >
            {[0.25, 0.5, 1, 2].map((speed) => (
              <option key={speed} value={String(speed)}>
                {speed}×
              </option>
            ))}
          </select>
        </label>
      </div>
    </section>
  )
}

function longest(stage: HTMLElement | null): number {
  return Math.max(0, ...[...(stage?.querySelectorAll('video') ?? [])].map(({ duration }) => duration || 0))
}

function Member({ clip, axis, onReady }: { clip: Clip; axis: string; onReady: () => void }) {
  const { id, file, state } = clip
  const isCurrent = currentId.value === id
  const title = coordinate(clip, axis) === '' ? id : axis === 'take' ? `Take ${clip.take}` : coordinate(clip, axis)
  return (
    <article class={`member mark-${markOf(clip)}${isCurrent ? ' is-current' : ''}`} aria-label={id} data-clip={id}>
      <div class="frame" style={{ aspectRatio: shapeOf(clip) }} onClick={() => (currentId.value = id)}>
        {file === undefined ? (
          <div class="blank">
            <StateBadge state={state} />
          </div>
        ) : mediaKind(file) === 'image' ? (
          <img class="poster is-drawn" src={file.src} alt={id} />
        ) : (
          <video src={file.src} muted playsInline preload="auto" aria-label={id} onLoadedMetadata={onReady} />
        )}
      </div>
      <div class="caption">
        <div class="words">
          <button type="button" class="link" onClick={() => (currentId.value = id)} aria-current={isCurrent}>
            {title}
          </button>
          <span title={clip.prompt}>seed {clip.seed ?? 'not given'}</span>
        </div>
        <MarkButtons clip={clip} />
      </div>
    </article>
  )
}

function shapeOf({ file }: Clip): string {
  return file?.width === undefined || file.height === undefined ? '16 / 9' : `${file.width} / ${file.height}`
}
