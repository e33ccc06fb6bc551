import { useEffect, useRef, useState } from 'preact/hooks'
import { PosterCache } from './poster-cache.ts'

const cache = new PosterCache()

/** Delay before a picture is requested, so that tiles that scroll past use no decoder. */
const SETTLE_MS = 90

/** A picture of a clip; empty until it is made. */
export function Poster({ src }: { src: string }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const [isDrawn, setDrawn] = useState(false)
  useEffect(() => {
    const gone = new AbortController()
    const show = (bitmap: ImageBitmap | undefined) => {
      if (bitmap === undefined || gone.signal.aborted || canvas.current === null) return
      canvas.current.width = bitmap.width
      canvas.current.height = bitmap.height
      canvas.current.getContext('2d')?.drawImage(bitmap, 0, 0)
      setDrawn(true)
    }
    const known = cache.known(src)
    if (known !== undefined) show(known)
    const timer = known === undefined ? setTimeout(() => void cache.get(src, gone.signal).then(show), SETTLE_MS) : undefined
    return () => {
      clearTimeout(timer)
      gone.abort()
    }
  }, [src])
  return <canvas ref={canvas} class={isDrawn ? 'poster is-drawn' : 'poster'} aria-hidden="true" />
}
