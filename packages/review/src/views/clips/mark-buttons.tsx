import type { Clip } from '../../contract/report.ts'
import { Icon } from '../../elements/icon.tsx'
import { markOf, togglePick, toggleReject } from '../../state/marks.ts'

/** Picks or rejects a clip. */
export function MarkButtons({ clip }: { clip: Clip }) {
  const mark = markOf(clip)
  return (
    <div class="marks">
      {clip.group !== undefined && (
        <button
          type="button"
          class="quiet pick"
          aria-pressed={mark === 'picked'}
          aria-label={`Pick ${clip.id}`}
          title="Pick this take (p)"
          onClick={() => void togglePick(clip)}
        >
          <Icon name="pick" />
        </button>
      )}
      <button
        type="button"
        class="quiet reject"
        aria-pressed={mark === 'rejected'}
        aria-label={`Reject ${clip.id}`}
        title="Reject (x)"
        onClick={() => toggleReject(clip)}
      >
        <Icon name="reject" />
      </button>
    </div>
  )
}
