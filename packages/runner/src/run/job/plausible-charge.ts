import type { StepEvent } from '../../job/job-state.ts'
import type { JobRun } from './job-run.ts'

/** Removes an implausible charge from an event, and warns about it. The budget then counts the price. */
export function withPlausibleCharge<Event extends StepEvent>({ instance, session, context, id }: JobRun, event: Event): Event {
  const { price } = instance
  if (!('charged' in event) || event.charged === undefined || isPlausibleCharge(event.charged, price.credits)) return event
  const { title, money } = session.table
  const message = `${title} reports a charge of ${event.charged} ${money.unit} for ${id}, which is implausible: the listed price is counted instead`
  context.emit({ event: 'run.warning', code: 'odd-charge', message })
  const { charged: _, ...rest } = event
  // Otherwise a failed task without a charge would count as free.
  return (event.type === 'task-failed' ? { ...rest, failure: { ...event.failure, billable: true } } : rest) as unknown as Event
}

/** The highest believable charge: this many times the price, and an amount for a clip without a price. */
const MAX_PRICE_FACTOR = 1000
const MAX_CHARGE = 1e9

/** Whether a charge is plausible. A negative charge would make room in a budget, and one far above any price would block it. */
function isPlausibleCharge(charged: number, price = 0): boolean {
  return charged >= 0 && charged <= (price > 0 ? price * MAX_PRICE_FACTOR : MAX_CHARGE)
}
