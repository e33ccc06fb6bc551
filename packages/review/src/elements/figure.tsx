import { useEffect, useRef } from 'preact/hooks'

/** A drawing of the chart library's, made anew when `draw` changes; `label` says what it shows. */
export function Figure({ draw, label }: { draw: (width: number) => Element; label: string }) {
  const holder = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const element = holder.current
    if (element === null) return
    const observer = new ResizeObserver(([entry]) => {
      if (entry === undefined || entry.contentRect.width === 0) return
      const drawing = draw(entry.contentRect.width)
      // The label says it all; the library's own names for its parts are no help.
      drawing.setAttribute('aria-hidden', 'true')
      element.replaceChildren(drawing)
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [draw])
  return <div ref={holder} class="figure" role="img" aria-label={label} />
}
