import { useLayoutEffect, useRef } from 'preact/hooks'
import type { Clip, ClipFile } from '../../contract/report.ts'
import { CommandLine, CopyButton } from '../../elements/copy-button.tsx'
import { Icon } from '../../elements/icon.tsx'
import { StateBadge } from '../../elements/state-badge.tsx'
import { compareSets } from '../../model/matrix.ts'
import { filesOf, mediaKind } from '../../model/media-kind.ts'
import { clips } from '../../state/report.ts'
import { isDetailOpen, move } from '../../state/view.ts'
import { MarkButtons } from '../clips/mark-buttons.tsx'
import { openCompare } from '../compare/open-compare.ts'
import { AttemptsTable, Facts, Timings } from './facts.tsx'

/** The details of one clip. */
export function DetailPanel({ clip }: { clip: Clip }) {
  const { id, problem, prompt, request } = clip
  const json = JSON.stringify(request, null, 2)
  const panel = useRef<HTMLElement>(null)
  useLayoutEffect(() => {
    const before = document.activeElement
    panel.current?.focus({ preventScroll: true })
    return () => before instanceof HTMLElement && before.isConnected && before.focus({ preventScroll: true })
  }, [])
  return (
    <aside ref={panel} class="detail" tabIndex={-1} aria-label={`Clip ${id}`}>
      <header>
        <h2>{id}</h2>
        <button type="button" class="quiet" aria-label="Previous clip" title="Previous (k)" onClick={() => move('previous')}>
          <Icon name="back" />
        </button>
        <button type="button" class="quiet" aria-label="Next clip" title="Next (j)" onClick={() => move('next')}>
          <Icon name="forward" />
        </button>
        <button type="button" class="quiet" aria-label="Close" title="Close (Esc)" onClick={() => (isDetailOpen.value = false)}>
          <Icon name="reject" />
        </button>
      </header>
      {filesOf(clip).map((file) => (
        <Player key={file.src} name={id} file={file} />
      ))}
      <div class="actions">
        <StateBadge state={clip.state} />
        <MarkButtons clip={clip} />
        {compareSets(clip, clips.value).map(({ axis, clips: members }) => (
          <button key={axis} type="button" onClick={() => openCompare(clip, axis)}>
            <Icon name="compare" /> Compare {members.length} {axis === 'take' ? 'takes' : `by ${axis}`}
          </button>
        ))}
      </div>
      {problem !== undefined && (
        <div class="problem">
          <p>{problem.message}</p>
          {problem.hint !== undefined && <p class="dim">{problem.hint}</p>}
          {problem.commands.map((text) => (
            <CommandLine key={text} text={text} />
          ))}
        </div>
      )}
      {prompt !== undefined && <p class="prompt">{prompt}</p>}
      <Facts clip={clip} />
      <Timings clip={clip} />
      <AttemptsTable clip={clip} />
      <section aria-labelledby="request-title">
        <h3 id="request-title">
          Request <CopyButton text={json} name="the request" />
        </h3>
        {/* A scrolling element must be reachable by keyboard. */}
        <pre tabIndex={0}>{json}</pre>
      </section>
    </aside>
  )
}

/** A file of a clip at full width, with the browser's own controls. */
function Player({ name, file }: { name: string; file: ClipFile }) {
  switch (mediaKind(file)) {
    case 'image':
      return <img class="player" src={file.src} alt={name} />
    case 'audio':
      return <audio class="player" src={file.src} controls aria-label={name} />
    case 'video':
      return <video class="player" src={file.src} controls loop muted playsInline aria-label={name} />
  }
}
