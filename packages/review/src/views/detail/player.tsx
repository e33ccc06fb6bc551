import type { Clip } from '../../contract/report.ts'
import { mediaKind } from '../../model/media-kind.ts'

/** A clip's file at full width, with the browser's own controls. */
export function Player({ clip: { id, file } }: { clip: Clip }) {
  if (file === undefined) return null
  switch (mediaKind(file)) {
    case 'image':
      return <img class="player" src={file.src} alt={id} />
    case 'audio':
      return <audio class="player" key={file.src} src={file.src} controls aria-label={id} />
    case 'video':
      return <video class="player" key={file.src} src={file.src} controls loop muted playsInline aria-label={id} />
  }
}
