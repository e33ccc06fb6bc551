import type { ComponentChildren } from 'preact'
import type { Clip, ClipFile } from '../../contract/report.ts'
import { CopyButton } from '../../elements/copy-button.tsx'
import { bytesText, durationText, moneyText, unitsText } from '../../format/quantity-text.ts'
import { phaseText } from '../../format/state-text.ts'
import { filesOf } from '../../model/media-kind.ts'
import { timelineOf } from '../../model/timeline.ts'
import { head } from '../../state/report.ts'

/** A clip's properties, source and cost. */
export function Facts({ clip }: { clip: Clip }) {
  const { provider, operation, seed, price, spent, taskId, key, tags, needs, axes, take } = clip
  const { title = provider, unit = 'credit' } = head.value.providers[provider] ?? {}
  return (
    <dl class="facts">
      <Fact name="Provider">{title}</Fact>
      <Fact name="Operation">{operation}</Fact>
      {Object.entries(axes).map(([axis, value]) => (
        <Fact key={axis} name={axis}>
          {value}
        </Fact>
      ))}
      {take !== undefined && <Fact name="Take">{take}</Fact>}
      {seed !== undefined && <Fact name="Seed">{seed}</Fact>}
      <Fact name="Price">{moneyText(price, unit)}</Fact>
      <Fact name="Paid">{head.value.rehearsal ? 'nothing (rehearsal)' : moneyText(spent, unit)}</Fact>
      {taskId !== undefined && (
        <Fact name="Task id">
          <code>{taskId}</code> <CopyButton text={taskId} name="the task id" />
        </Fact>
      )}
      {key !== undefined && (
        <Fact name="Key">
          <code>{key}</code>
        </Fact>
      )}
      {filesOf(clip).map((file) => (
        <FileFacts key={file.src} file={file} />
      ))}
      {tags.length > 0 && <Fact name="Tags">{tags.join(', ')}</Fact>}
      {needs.length > 0 && <Fact name="Needs">{needs.join(', ')}</Fact>}
    </dl>
  )
}

function FileFacts({ file: { src, path, sha256, bytes, width, height, seconds } }: { file: ClipFile }) {
  const size = width === undefined || height === undefined ? undefined : `${width} × ${height}`
  return (
    <>
      <Fact name="File">
        <a href={src} target="_blank" rel="noreferrer">
          {path}
        </a>
      </Fact>
      <Fact name="Size">{[size, seconds === undefined ? undefined : `${seconds} s`, bytesText(bytes)].filter(Boolean).join(', ')}</Fact>
      <Fact name="SHA-256">
        <code>{sha256.slice(0, 16)}…</code> <CopyButton text={sha256} name="the hash" />
      </Fact>
    </>
  )
}

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

/** How long a clip took, phase by phase, in the last run that worked on it. */
export function Timings({ clip }: { clip: Clip }) {
  const run = head.value.runs.findLast(({ id }) => clip.timeline[id] !== undefined)
  if (run === undefined) return null
  const [row] = timelineOf([clip], { run, nowMs: Date.now(), order: 'manifest' }).rows
  if (row === undefined) return null
  const whole = Math.max(1, row.endMs - run.startedMs)
  return (
    <section aria-labelledby="timings-title">
      <h3 id="timings-title">Timings</h3>
      <div class="phases" aria-hidden="true">
        {row.spans.map(({ phase, fromMs, toMs }) => (
          <i key={fromMs} class={`phase is-${phase}`} style={{ width: `${((toMs - fromMs) / whole) * 100}%` }} />
        ))}
      </div>
      <ol class="timings">
        {row.spans.map(({ phase, fromMs, toMs }) => (
          <li key={fromMs}>
            <i class={`swatch is-${phase}`} aria-hidden="true" /> {phaseText(phase)}{' '}
            <span class="numbers">{durationText(toMs - fromMs)}</span>
          </li>
        ))}
      </ol>
    </section>
  )
}

/** A clip's submissions, with their results. Shown only if there was more than one, or one failed. */
export function AttemptsTable({ clip }: { clip: Clip }) {
  const { attempts, provider } = clip
  if (attempts.length === 0 || (attempts.length === 1 && attempts[0]?.failure === undefined)) return null
  const { unit = 'credit' } = head.value.providers[provider] ?? {}
  return (
    <section class="attempts" aria-labelledby="attempts-title">
      <h3 id="attempts-title">Submissions</h3>
      <table>
        <thead>
          <tr>
            <th scope="col">At</th>
            <th scope="col">Result</th>
            <th scope="col">Task</th>
            <th scope="col">Paid</th>
          </tr>
        </thead>
        <tbody>
          {attempts.map(({ key, number, atMs, state, failure, taskId, charged }) => (
            <tr key={`${key}/${number}/${atMs}`}>
              <td class="whole">{new Date(atMs).toLocaleTimeString('en', { hour12: false })}</td>
              <td title={failure}>{failure === undefined ? state : `${state}: ${failure}`}</td>
              <td>{taskId}</td>
              <td class="whole">{charged === undefined ? '' : unitsText(charged, unit)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
