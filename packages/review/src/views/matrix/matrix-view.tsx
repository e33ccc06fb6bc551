import { useCallback, useLayoutEffect, useMemo } from 'preact/hooks'
import { VirtualRows } from '../../elements/virtual-rows.tsx'
import { acrossAxes, matrixOf } from '../../model/matrix.ts'
import { isFiltered } from '../../state/filters.ts'
import { currentId, layout, matrixColumn, matrixJob, matrixJobs } from '../../state/view.ts'
import { ClipTile } from '../clips/clip-tile.tsx'
import { NothingHere } from '../clips/nothing-here.tsx'

const TILE_WIDTH = 216
const ROW_HEIGHT = Math.round((TILE_WIDTH * 9) / 16) + 70

/** The clips of one job as a table: one axis in columns, the others in rows. */
export function MatrixView() {
  const job = matrixJobs.value.find(({ title }) => title === matrixJob.value) ?? matrixJobs.value[0]
  const axes = useMemo(() => acrossAxes(job?.clips ?? []), [job])
  const column = axes.find((axis) => axis === matrixColumn.value) ?? axes[0] ?? ''
  const { columns, rows } = useMemo(() => matrixOf(job?.clips ?? [], column), [job, column])
  useLayoutEffect(() => {
    layout.value = rows.map(({ cells }) => cells.flatMap((clip) => (clip === undefined ? [] : [clip.id])))
  }, [rows])
  const heights = useMemo(() => rows.map(() => ROW_HEIGHT), [rows])
  const render = useCallback(
    (at: number) => (
      <div class="matrix-row">
        <h2 class="row-title">{rows[at]?.title}</h2>
        {rows[at]?.cells.map((clip, nth) =>
          clip === undefined ? (
            <div key={columns[nth]} class="tile is-empty" style={{ width: `${TILE_WIDTH}px` }} />
          ) : (
            <ClipTile key={clip.id} clip={clip} width={TILE_WIDTH} />
          ),
        )}
      </div>
    ),
    [rows, columns],
  )
  const id = currentId.value
  if (job === undefined) return matrixJobs.value.length === 0 ? <NoMatrix /> : null
  return (
    <section class="view" aria-label="Matrix">
      <div class="controls">
        <label>
          Job{' '}
          <select value={job.title} onChange={(event) => (matrixJob.value = event.currentTarget.value)}>
            {matrixJobs.value.map(({ title }) => (
              <option key={title}>{title}</option>
            ))}
          </select>
        </label>
        <label>
          Across{' '}
          <select value={column} onChange={(event) => (matrixColumn.value = event.currentTarget.value)}>
            {axes.map((axis) => (
              <option key={axis}>{axis}</option>
            ))}
          </select>
        </label>
      </div>
      <VirtualRows
        heights={heights}
        keyOf={(row) => rows[row]?.title ?? String(row)}
        label={`Clips of ${job.title}`}
        focusRow={id === undefined ? -1 : rows.findIndex(({ cells }) => cells.some((clip) => clip?.id === id))}
        top={
          <div class="matrix-head" aria-hidden="true">
            <span class="row-title" />
            {columns.map((title) => (
              <span key={title} class="column-title" style={{ width: `${TILE_WIDTH}px` }}>
                {column} {title}
              </span>
            ))}
          </div>
        }
        render={render}
      />
    </section>
  )
}

function NoMatrix() {
  return (
    <section class="view" aria-label="Matrix">
      {isFiltered.value ? <NothingHere /> : <p class="nothing">Jobs with a matrix or with takes are shown here as tables.</p>}
    </section>
  )
}
