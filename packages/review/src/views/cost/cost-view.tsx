import { useMemo, useState } from 'preact/hooks'
import { unitsText, usdText, withUnknown } from '../../format/money-text.ts'
import { type CostKind, type Currency, costsBy, costTotal, type Sum } from '../../model/costs.ts'
import { currenciesOf } from '../../model/currencies.ts'
import { shown } from '../../state/filters.ts'
import { head } from '../../state/report.ts'
import { CostChart } from './cost-chart.tsx'

const KINDS: readonly (readonly [CostKind, string])[] = [
  ['job', 'By job'],
  ['provider', 'By provider'],
  ['tag', 'By tag'],
]

/** What was paid, for what, and what is still to come. */
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
    // What scrolls must be reachable by keys.
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
        {rehearsal && <span class="dim">A rehearsal pays nothing: these are the prices of the real run.</span>}
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
          <dt>A second of film</dt>
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
