import { useCallback, useLayoutEffect, useMemo, useState } from 'preact/hooks'
import type { Clip } from '../../contract/report.ts'
import { CommandLine } from '../../elements/copy-button.tsx'
import { StateBadge } from '../../elements/state-badge.tsx'
import { VirtualRows } from '../../elements/virtual-rows.tsx'
import { heightOf, type SheetRow, shapeOf, sheetRows } from '../../model/sheet-rows.ts'
import { clips } from '../../state/report.ts'
import { attention, currentId, layout, openDetail, sections } from '../../state/view.ts'
import { openCompare } from '../compare/open-compare.ts'
import { ClipTile } from './clip-tile.tsx'
import { NothingHere } from './nothing-here.tsx'

/** Space at both sides of the sheet, in pixels. */
const PADDING = 20

/** The contact sheet: clips that need attention, then every clip. */
export function ClipsView() {
  const [width, setWidth] = useState(0)
  const shape = useMemo(() => shapeOf(Math.max(200, width - 2 * PADDING)), [width])
  const rows = useMemo(
    () => (width === 0 ? [] : sheetRows(sections.value, attention.value, shape.columns)),
    [sections.value, attention.value, shape.columns, width === 0],
  )
  const heights = useMemo(() => rows.map((row) => heightOf(row, shape)), [rows, shape])
  useLayoutEffect(() => {
    const above = new Set(attention.value.map(({ id }) => id))
    layout.value = rows.map((row) => idsOf(row).filter((id) => row.kind === 'attention' || !above.has(id)))
  }, [rows])
  const id = currentId.value
  const focusRow = id === undefined ? -1 : rows.findIndex((row) => idsOf(row).includes(id))
  const keyOf = useCallback((row: number) => rows[row]?.key ?? String(row), [rows])
  const render = useCallback(
    (at: number) => {
      const row = rows[at]
      return row === undefined ? null : <SheetRowView row={row} tileWidth={shape.tileWidth} />
    },
    [rows, shape],
  )
  return (
    <VirtualRows
      heights={heights}
      keyOf={keyOf}
      label="Clips"
      focusRow={focusRow}
      onWidth={setWidth}
      render={render}
      top={rows.length === 0 && width > 0 ? <NothingHere /> : undefined}
    />
  )
}

function SheetRowView({ row, tileWidth }: { row: SheetRow; tileWidth: number }) {
  switch (row.kind) {
    case 'heading':
      return (
        <h2 class={row.tone === 'bad' ? 'heading is-bad' : 'heading'}>
          {row.title} <span class="count">{row.count.toLocaleString('en')}</span>
        </h2>
      )
    case 'attention':
      return <AttentionRow clip={row.clip} />
    case 'tiles':
      return (
        <div class="tiles">
          {row.clips.map((clip) => (
            <ClipTile key={clip.id} clip={clip} width={tileWidth} />
          ))}
        </div>
      )
  }
}

function idsOf(row: SheetRow): readonly string[] {
  if (row.kind === 'tiles') return row.clips.map(({ id }) => id)
  return row.kind === 'attention' ? [row.clip.id] : []
}

/** A clip that failed or needs a decision: the reason, and what to do. */
function AttentionRow({ clip }: { clip: Clip }) {
  const { id, state, problem } = clip
  const kind = [problem?.class, problem?.code].filter((word, nth, all) => word !== undefined && all.indexOf(word) === nth).join(', ')
  return (
    <article
      class={`attention is-${state}${currentId.value === id ? ' is-current' : ''}`}
      aria-label={`${id}: ${problem?.message ?? state}`}
      data-clip={id}
    >
      <div class="attention-head">
        <StateBadge state={state} />
        <button type="button" class="link" onClick={() => openDetail(id)}>
          {id}
        </button>
        {kind !== '' && <span class="dim">{kind}</span>}
      </div>
      <p title={problem?.message}>{problem?.message ?? 'Its file no longer exists.'}</p>
      <div class="attention-foot">
        {problem?.hint !== undefined && (
          <span class="dim clip-text" title={problem.hint}>
            {problem.hint}
          </span>
        )}
        {problem?.awaits !== undefined && <TakesButton group={problem.awaits} />}
        {problem?.commands.slice(0, 1).map((text) => (
          <CommandLine key={text} text={text} />
        ))}
      </div>
    </article>
  )
}

/** Shows the takes that one must be picked from. */
function TakesButton({ group }: { group: string }) {
  const takes = clips.value.filter((clip) => clip.group === group)
  const [first] = takes
  if (first === undefined) return null
  return (
    <button
      type="button"
      class="primary"
      onClick={() => {
        currentId.value = first.id
        openCompare(first, 'take')
      }}
    >
      Compare {takes.length} takes and pick
    </button>
  )
}
