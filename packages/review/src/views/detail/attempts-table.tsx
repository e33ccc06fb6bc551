import type { Clip } from '../../contract/report.ts'
import { unitsText } from '../../format/money-text.ts'
import { head } from '../../state/report.ts'

/** Every submission of a clip, with what it came to. Said only where there was more than one, or it failed. */
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
            <th scope="col">Ended as</th>
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
