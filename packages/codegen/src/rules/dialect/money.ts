import { issueAt } from '../../spec/issue-at.ts'
import { child } from '../../spec/place.ts'
import type { Rule } from '../rule-context.ts'

/** The unit of prices is a word in the singular, and one USD is worth one USD. */
export const money: Rule = function* ({ spec }) {
  const written = child(child(spec.root, 'x-provider'), 'money')
  const unit = child(written, 'unit')
  if (typeof unit?.value !== 'string') return
  if (/[a-z][^s]s$/.test(unit.value)) {
    const singular = unit.value.slice(0, -1)
    yield issueAt(unit, {
      code: 'money-unit',
      severity: 'warning',
      message: `money.unit is a word in the singular: plans say "1 ${unit.value}"`,
      hint: singular === 'dollar' ? 'write `unit: USD`, which is worth one USD by itself' : `write \`unit: ${singular}\``,
    })
  }
  const usd = child(written, 'usd')
  if (unit.value === 'USD' && usd !== undefined && usd.value !== 1) {
    yield issueAt(usd, { code: 'money-unit', message: 'one USD is worth one USD', hint: 'leave `usd` out, or name the unit otherwise' })
  }
}
