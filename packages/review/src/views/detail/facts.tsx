import type { ComponentChildren } from 'preact'
import type { Clip } from '../../contract/report.ts'
import { CopyButton } from '../../elements/copy-button.tsx'
import { bytesText } from '../../format/bytes-text.ts'
import { moneyText } from '../../format/money-text.ts'
import { head } from '../../state/report.ts'

/** What a clip is, what it came from and what it cost. */
export function Facts({ clip }: { clip: Clip }) {
  const { provider, operation, seed, price, spent, taskId, key, file, tags, needs, axes, take } = clip
  const { title = provider, unit = 'credit' } = head.value.providers[provider] ?? {}
  const size = file?.width === undefined || file.height === undefined ? undefined : `${file.width} × ${file.height}`
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
      <Fact name="Paid">{head.value.rehearsal ? 'nothing: a rehearsal' : moneyText(spent, unit)}</Fact>
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
      {file !== undefined && (
        <>
          <Fact name="File">
            <a href={file.src} target="_blank" rel="noreferrer">
              {file.path}
            </a>
          </Fact>
          <Fact name="Size">
            {[size, file.seconds === undefined ? undefined : `${file.seconds} s`, bytesText(file.bytes)].filter(Boolean).join(', ')}
          </Fact>
          <Fact name="SHA-256">
            <code>{file.sha256.slice(0, 16)}…</code> <CopyButton text={file.sha256} name="the hash" />
          </Fact>
        </>
      )}
      {tags.length > 0 && <Fact name="Tags">{tags.join(', ')}</Fact>}
      {needs.length > 0 && <Fact name="Needs">{needs.join(', ')}</Fact>}
    </dl>
  )
}

const Fact = ({ name, children }: { name: string; children: ComponentChildren }) => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
)
