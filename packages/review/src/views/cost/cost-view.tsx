import { axisX, barX, plot, ruleX } from '@observablehq/plot'
import { useCallback, useId, useMemo, useState } from 'preact/hooks'
import { Figure } from '../../elements/figure.tsx'
import { unitsText, usdText, withUnknown } from '../../format/quantity-text.ts'
import { type CostKind, type CostRow, type Currency, costsBy, costTotal, currenciesOf, type Sum } from '../../model/costs.ts'
import { shown } from '../../state/filters.ts'
import { head } from '../../state/report.ts'

const KINDS: readonly (readonly [CostKind, string])[] = [
  ['job', 'By job'],
  ['provider', 'By provider'],
  ['tag', 'By tag'],
]

/** What was paid, for what, and the expected rest. */
export function CostView() {
  const currencies = useMemo(() => currenciesOf(head.value.providers), [head.value.providers])
  const [chosen, setChosen] = useState('USD')
  const { name, currency } = currencies.find((each) => each.name === chosen) ?? { name: 'USD', currency: 'usd' as Currency }
  const text = (amount: number) => (currency === 'usd' ? usdText(amount) : unitsText(amount, name))
  const sumText = ({ amount, most, unknown }: Sum) =>
    `${amount === most ? text(amount) : `${text(amount)} to ${text(most)}`}${withUnknown(unknown)}`
  const total = useMemo(() => costTotal(shown.value, currency), [shown.value, currency])
  const { rehearsal } = head.value
  return (
    // A scrolling element must be reachable by keyboard.
    <section class="view scroller cost" aria-label="Cost" tabIndex={0}>
      <div class="controls">
        <label>
          In{' '}
          <select value={name} onChange={(event) => setChosen(event.currentTarget.value)}>
            {currencies.map((each) => (
              <option key={each.name}>{each.name}</option>
            ))}
          </select>
        </label>
        {rehearsal && <span class="dim">A rehearsal costs nothing: these are the prices of the real run.</span>}
      </div>
      <dl class="totals">
        <div>
          <dt>{rehearsal ? 'Would be paid' : 'Paid'}</dt>
          <dd>{sumText(total.paid)}</dd>
        </div>
        <div>
          <dt>Still to come</dt>
          <dd>{sumText(total.expected)}</dd>
        </div>
        <div>
          <dt>Paid for failures</dt>
          <dd>{sumText(total.lost)}</dd>
        </div>
        <div>
          <dt>Per second of video</dt>
          <dd>{total.seconds === 0 ? '–' : `${total.paid.unknown > 0 ? 'at least ' : ''}${text(total.paid.amount / total.seconds)}`}</dd>
        </div>
      </dl>
      <div class="charts">
        {KINDS.map(([kind, title]) => (
          <CostChart key={kind} title={title} rows={costsBy(shown.value, kind, currency)} text={text} sumText={sumText} />
        ))}
      </div>
    </section>
  )
}

/** The most bars in a chart; the table has all rows. */
const BARS = 12

type Props = {
  readonly title: string
  readonly rows: readonly CostRow[]
  readonly text: (amount: number) => string
  readonly sumText: (sum: Sum) => string
}

/** Costs by one property, as bars and as a table. */
function CostChart({ title, rows, text, sumText }: Props) {
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
