import type { Provider } from '../contract/report.ts'
import type { Currency } from './costs.ts'

/** What amounts can be shown in: USD, and every unit that a provider charges in. */
export function currenciesOf(providers: Readonly<Record<string, Provider>>): readonly { name: string; currency: Currency }[] {
  const units = new Map<string, Set<string>>()
  for (const [id, { unit }] of Object.entries(providers)) units.set(unit, (units.get(unit) ?? new Set()).add(id))
  units.delete('USD')
  return [{ name: 'USD', currency: 'usd' }, ...[...units].map(([unit, ids]) => ({ name: unit, currency: { unit, providers: ids } }))]
}
