import type { ComponentChildren, VNode } from 'preact'
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks'
import { offsetsOf, windowRows } from '../model/window-rows.ts'
import { noteScroll } from '../posters/poster-cache.ts'

/** Pixels above and below the visible part that are rendered too. */
const OVERSCAN = 500

type Props = {
  /** Heights of all rows, in pixels. */
  readonly heights: readonly number[]
  readonly keyOf: (row: number) => string
  /** Must be the same function while the rows are the same, because rendered rows are kept. */
  readonly render: (row: number) => ComponentChildren
  /** The list's name for screen readers. */
  readonly label: string
  /** The row to scroll into view when it changes. */
  readonly focusRow?: number
  readonly onWidth?: (width: number) => void
  /** Stays visible above the rows. */
  readonly top?: ComponentChildren
}

/** A long list; only the rows in view are in the document. */
export function VirtualRows({ heights, keyOf, render, label, focusRow, onWidth, top: above }: Props) {
  const scroller = useRef<HTMLDivElement>(null)
  const [view, setView] = useState({ top: 0, height: 900 })
  const offsets = useMemo(() => offsetsOf(heights), [heights])
  const { first, last } = windowRows(offsets, { ...view, overscan: OVERSCAN })

  useLayoutEffect(() => {
    const element = scroller.current
    if (element === null) return
    const measure = () => {
      onWidth?.(element.clientWidth)
      setView({ top: element.scrollTop, height: element.clientHeight })
    }
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [onWidth])

  useLayoutEffect(() => {
    const element = scroller.current
    if (element === null || focusRow === undefined || focusRow < 0) return
    const from = offsets[focusRow] ?? 0
    const to = offsets[focusRow + 1] ?? from
    if (from < element.scrollTop) element.scrollTop = from - 60
    else if (to > element.scrollTop + element.clientHeight) element.scrollTop = to - element.clientHeight + 24
    // Only a new current row scrolls the list, not new rows.
  }, [focusRow])

  const lastTop = useRef(0)
  const scrolled = () => {
    const element = scroller.current
    if (element === null) return
    noteScroll(element.scrollTop - lastTop.current)
    lastTop.current = element.scrollTop
    // The rendered rows change only when the part in view comes near their end, so most scrolling does not change the document.
    const moved = Math.abs(element.scrollTop - view.top)
    if (moved > OVERSCAN / 2) setView({ top: element.scrollTop, height: element.clientHeight })
  }

  // Preact skips a row that is the same object as before.
  const rendered = useMemo(() => new Map<number, VNode>(), [render, offsets])
  const rows: VNode[] = []
  for (let row = first; row < last; row += 1) {
    const known = rendered.get(row) ?? (
      <div key={keyOf(row)} class="row" style={{ transform: `translateY(${offsets[row]}px)`, height: `${heights[row]}px` }}>
        {render(row)}
      </div>
    )
    rendered.set(row, known)
    rows.push(known)
  }
  for (const row of rendered.keys()) if (row < first || row >= last) rendered.delete(row)
  return (
    // A scrolling element must be reachable by keyboard.
    <div ref={scroller} class="scroller" onScroll={scrolled} tabIndex={0} role="region" aria-label={label}>
      {above}
      <div class="rows" style={{ height: `${offsets.at(-1) ?? 0}px` }}>
        {rows}
      </div>
    </div>
  )
}
