import type { Clip } from '../../contract/report.ts'
import { mediaKind } from '../../model/media-kind.ts'
import { Poster } from '../../posters/poster.tsx'

/** What a tile shows of its clip: the clip itself while it plays, else a picture of it. */
export function TilePicture({ clip: { id, file }, isPlaying }: { clip: Clip; isPlaying: boolean }) {
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
