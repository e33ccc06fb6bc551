import { seconds as secondsText, units } from '../../../errors/amounts.ts'
import type { JobInstance, Plan } from '../../../plan/plan.ts'
import { hanging } from '../../../show/text/hanging.ts'
import type { Paint } from '../../../show/text/paint.ts'
import { visible } from '../../../show/text/visible.ts'
import { isPaid } from './action-text.ts'
import type { Outlook } from './outlook.ts'

type NoteOptions = { readonly paint: Paint; readonly columns: number | undefined }

/** Why prices are not known: each reason once, with the jobs it holds for. */
export function costNotes(instances: readonly JobInstance[], { paint, columns }: NoteOptions): string {
  const byReason = new Map<string, Set<string>>()
  const isRange = new Set<string>()
  for (const { job, price } of instances) {
    if (price.why === undefined) continue
    if (price.range !== undefined) isRange.add(price.why)
    const jobs = byReason.get(price.why) ?? new Set<string>()
    byReason.set(price.why, jobs.add(job))
  }
  return [...byReason]
    .map(([why, jobs]) => {
      const text = visible(`the price of ${[...jobs].join(', ')} is not known${isRange.has(why) ? ' exactly' : ''}: ${why}`)
      return `${hanging(`${paint('yellow', 'note')}: `, text, columns)}\n`
    })
    .join('')
}

/** Each provider's limits and balance, and how long it should take under them; nothing where nothing is rendered. */
export function limitLines(
  plan: Plan,
  { instances, foresight, balances, short, time, paint }: Outlook & { readonly paint: Paint },
): string {
  const rendered = instances.filter(({ id }) => isPaid(foresight.jobs.get(id)))
  if (rendered.length === 0) return ''
  const lines = [...new Set(rendered.map(({ provider }) => provider))].map((id) => {
    const provider = plan.providers[id]
    if (provider === undefined) return ''
    const atOnce = Math.min(provider.concurrency, plan.concurrency)
    const limits = `${id}: ${atOnce} at once, ${provider.requestsPerMinute} requests a minute`
    return `${paint('dim', limits)}${balanceText(balances.get(id), { unit: provider.model.table.money.unit, isShort: short.some((each) => each.provider === id), paint })}\n`
  })
  const basis = time.isKnown ? 'going by earlier runs' : 'at about a minute a clip'
  return `${lines.join('')}${paint('dim', `about ${timeText(time.seconds)}, ${basis}`)}\n`
}

type BalanceOptions = { readonly unit: string; readonly isShort: boolean; readonly paint: Paint }

function balanceText(balance: number | undefined, { unit, isShort, paint }: BalanceOptions): string {
  return balance === undefined ? '' : paint(isShort ? 'yellow' : 'dim', `; balance ${units(balance, unit)}`)
}

/** To the minute from two minutes on: nobody knows more. */
const timeText = (seconds: number): string => secondsText(seconds < 120 ? Math.ceil(seconds) : Math.ceil(seconds / 60) * 60)
