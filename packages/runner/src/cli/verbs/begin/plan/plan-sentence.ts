import { relative } from 'node:path'
import { hanging } from '@shotlist/codegen/text'
import { count, durationText, units, unitsBetween, usd, usdTotal } from '../../../../errors/amounts.ts'
import { shortfallText } from '../../../../errors/money-errors.ts'
import type { Overrun } from '../../../../plan/check-budget.ts'
import type { Budget, JobInstance, Plan } from '../../../../plan/plan.ts'
import { totalOf } from '../../../../plan/total.ts'
import type { Paint } from '../../../../show/text/output.ts'
import { visible } from '../../../../show/text/visible.ts'
import { isPaid } from './action-text.ts'
import type { PlanDetails } from './plan-details.ts'
import type { PlanTextOptions } from './plan-text.ts'

/** What a run would do and cost, in one sentence. */
export function lastLine(plan: Plan, { instances, forecast, over, unpriced, short, cwd, paint }: PlanTextOptions): string {
  const paid = instances.filter(({ id }) => isPaid(forecast.jobs.get(id)))
  const rest = instances.length - paid.length
  const folder = relative(cwd, plan.outputDir) || '.'
  const also = rest === 0 ? '' : `; ${count(rest, 'other')} cost${rest === 1 ? 's' : ''} nothing more`
  const withheld = instances.filter(({ id }) => forecast.jobs.get(id)?.action === 'withheld').length
  const before = withheld === 0 ? '' : ` before the store responds for ${count(withheld, 'clip')}`
  const what =
    paid.length === 0
      ? `${paint('bold', 'nothing')} to render${before}: ${count(instances.length, 'clip')} cost${instances.length === 1 ? 's' : ''} nothing more`
      : `${paint('bold', count(paid.length, 'clip'))} to render into ${folder} for ${paint('bold', costOf(paid))}${before}${also}`
  const refusals = [
    ...(over.length > 0 ? [`over the budget: ${over.map(overText).join('; ')}`] : []),
    ...(unpriced.length > 0
      ? [
          `${count(unpriced.length, 'clip')} without a known price ${unpriced.length === 1 ? 'is' : 'are'} not submitted under a budget unless \`--allow-unpriced\` is given`,
        ]
      : []),
    ...(short.length > 0 ? [shortfallText(short)] : []),
  ]
  if (refusals.length > 0) return `${what}: ${paint('red', refusals.join('; '))}.`
  const cap = plan.runBudget === undefined ? capText(plan.budget) : `${capText(plan.runBudget)} for this run`
  if (cap === '' || paid.length === 0) return `${what}.`
  // A price that is not known yet may turn out to exceed the budget.
  const isPriced = paid.every(({ price }) => (price.range?.most ?? price).credits !== undefined)
  return `${what}, ${isPriced ? 'within' : 'with'} ${isPriced ? 'the' : 'a'} budget of ${cap}.`
}

/** `765 credits ($7.65)`, or one amount for each unit. */
function costOf(instances: readonly JobInstance[]): string {
  const total = totalOf(instances)
  if (total.unpriced === total.clips) return 'an unknown price'
  const byUnit = Map.groupBy(instances, ({ price }) => price.unit)
  const amounts = [...byUnit]
    .map(([unit, members]) => ({ unit, sum: totalOf(members) }))
    .filter(({ sum }) => sum.unpriced < sum.clips)
    .map(({ unit, sum }) => unitsBetween(sum.credits, sum.most.credits, unit))
    .join(' and ')
  return `${amounts} (${usdTotal(total)})`
}

function overText({ provider, unit, cap, needed }: Overrun): string {
  const amount = (value: number): string => (unit === 'usd' ? usd(value) : units(value, 'credit'))
  return `${amount(needed)} needed${provider === undefined ? '' : ` at ${provider}`}, ${amount(cap)} allowed`
}

function capText(budget: Budget): string {
  const caps = [
    ...(budget.usd === undefined ? [] : [usd(budget.usd)]),
    ...(budget.credits === undefined ? [] : [units(budget.credits, 'credit')]),
  ]
  for (const [id, cap] of Object.entries(budget.providers ?? {})) {
    if (cap.usd !== undefined) caps.push(`${usd(cap.usd)} at ${id}`)
    if (cap.credits !== undefined) caps.push(`${units(cap.credits, 'credit')} at ${id}`)
  }
  return caps.join(' and ')
}

type NoteOptions = { readonly paint: Paint; readonly columns: number | undefined }

/** Why prices are not known, each reason once, with its jobs; and which clips cost nothing because another request is equal. */
export function costNotes(instances: readonly JobInstance[], { paint, columns }: NoteOptions): string {
  const byReason = new Map<string, Set<string>>()
  const isRange = new Set<string>()
  for (const { job, price } of instances) {
    if (price.why === undefined) continue
    if (price.range !== undefined) isRange.add(price.why)
    const jobs = byReason.get(price.why) ?? new Set<string>()
    byReason.set(price.why, jobs.add(job))
  }
  const unknown = [...byReason].map(
    ([why, jobs]) => `the price of ${[...jobs].join(', ')} is not known${isRange.has(why) ? ' exactly' : ''}: ${why}`,
  )
  const equal = instances.flatMap(({ id, price: { equalTo } }) => (equalTo === undefined ? [] : [`${id} (as ${equalTo})`]))
  const names =
    equal.length > SHOWN_EQUAL ? `${equal.slice(0, SHOWN_EQUAL).join(', ')}, and ${equal.length - SHOWN_EQUAL} more` : equal.join(', ')
  const once = equal.length === 0 ? [] : [`the provider treats equal requests as one, and charges once: ${names}`]
  return [...unknown, ...once].map((text) => `${hanging(`${paint('yellow', 'note')}: `, visible(text), columns)}\n`).join('')
}

const SHOWN_EQUAL = 5

/** The limits and balance of each provider, and the expected time; empty if nothing is rendered. */
export function limitLines(
  plan: Plan,
  { instances, forecast, balances, short, time, paint }: PlanDetails & { readonly paint: Paint },
): string {
  const rendered = instances.filter(({ id }) => isPaid(forecast.jobs.get(id)))
  if (rendered.length === 0) return ''
  const lines = [...new Set(rendered.map(({ provider }) => provider))].map((id) => {
    const provider = plan.providers[id]
    if (provider === undefined) return ''
    const atOnce = Math.min(provider.concurrency, plan.concurrency)
    const limits = `${id}: ${atOnce} at once, ${provider.requestsPerMinute} requests per minute`
    return `${paint('dim', limits)}${balanceText(balances.get(id), { unit: provider.model.table.money.unit, isShort: short.some((each) => each.provider === id), paint })}\n`
  })
  const basis = time.isKnown ? 'based on earlier runs' : 'assuming about a minute per clip'
  return `${lines.join('')}${paint('dim', `about ${timeText(time.seconds)}, ${basis}`)}\n`
}

type BalanceOptions = { readonly unit: string; readonly isShort: boolean; readonly paint: Paint }

function balanceText(balance: number | undefined, { unit, isShort, paint }: BalanceOptions): string {
  return balance === undefined ? '' : paint(isShort ? 'yellow' : 'dim', `; balance ${units(balance, unit)}`)
}

/** In whole minutes from two minutes: the estimate is not more precise. */
function timeText(seconds: number): string {
  return durationText(seconds < 120 ? Math.ceil(seconds) : Math.ceil(seconds / 60) * 60)
}
