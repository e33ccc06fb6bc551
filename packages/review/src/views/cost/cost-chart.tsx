import { axisX, barX, plot, ruleX } from '@observablehq/plot'
import { useCallback, useId } from 'preact/hooks'
import { Figure } from '../../elements/figure.tsx'
import type { CostRow, Sum } from '../../model/costs.ts'

/** Bars that fit a glance; the table names all. */
const BARS = 12

type Props = {
  readonly title: string
  readonly rows: readonly CostRow[]
  readonly text: (amount: number) => string
  readonly sumText: (sum: Sum) => string
}

/** Costs of one kind, as bars and as a table. */
export function CostChart({ title, rows, text, sumText }: Props) {
  const titleId = useId()
  const draw = useCallback((width: number) => costPlot(rows.slice(0, BARS), { width, text }), [rows, text])
  return (
    <section class="chart" aria-labelledby={titleId}>
      <h2 id={titleId}>{title}</h2>
      <Figure
        draw={draw}
        label={`${title}: ${rows
          .slice(0, BARS)
          .map(({ name, paid }) => `${name} ${sumText(paid)}`)
          .join(', ')}`}
      />
      <details>
        <summary>As a table</summary>
        <table>
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">Clips</th>
              <th scope="col">Paid</th>
              <th scope="col">To come</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ name, clips, paid, expected }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td>{clips}</td>
                <td>{sumText(paid)}</td>
                <td>{sumText(expected)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </section>
  )
}

function costPlot(rows: readonly CostRow[], { width, text }: { width: number; text: (amount: number) => string }) {
  const bars = rows.flatMap(({ name, paid, expected }) => [
    { name, amount: paid.amount, kind: 'paid' },
    { name, amount: expected.most, kind: 'to come' },
  ])
  const longest = rows.reduce((most, { name }) => Math.max(most, name.length), 4)
  return plot({
    width,
    height: rows.length * 26 + 44,
    marginLeft: Math.min(width * 0.4, longest * 7 + 14),
    marginTop: 4,
    style: { background: 'transparent', fontSize: '12px' },
    x: { grid: true, label: null },
    y: { domain: rows.map(({ name }) => name), label: null },
    color: { domain: ['paid', 'to come'], range: ['var(--accent-fill)', 'var(--to-come)'] },
    marks: [
      barX(bars, {
        x: 'amount',
        y: 'name',
        fill: 'kind',
        rx: 2,
        insetTop: 3,
        insetBottom: 3,
        title: ({ kind, amount }) => `${kind}: ${text(amount)}`,
      }),
      ruleX([0]),
      axisX({ ticks: 4, tickFormat: (amount: number) => text(amount) }),
    ],
  })
}
