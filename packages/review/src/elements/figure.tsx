import { useEffect, useRef } from 'preact/hooks'

/** A chart of the chart library, drawn again when `draw` changes; `label` describes it. */
export function Figure({ draw, label }: { draw: (width: number) => Element; label: string }) {
  const holder = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const element = holder.current
    if (element === null) return
    const observer = new ResizeObserver(([entry]) => {
      if (entry === undefined || entry.contentRect.width === 0) return
      const drawing = draw(entry.contentRect.width)
      // The label describes the chart; the library's names of its parts do not help.
      drawing.setAttribute('aria-hidden', 'true')
      element.replaceChildren(drawing)
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [draw])
  return <div ref={holder} class="figure" role="img" aria-label={label} />
}
