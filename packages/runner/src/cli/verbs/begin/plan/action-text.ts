import type { Assessment } from '../../../../run/prepare/assessment.ts'
import type { Paint } from '../../../../show/text/output.ts'

/** What a run would do with a clip, and why. */
export type ForecastAction = Pick<Assessment, 'cause'> & {
  /** `wait`: for somebody to pick one of the takes it builds on. */
  readonly action: Assessment['action'] | 'wait'
}

type Action = ForecastAction['action']

const WORDS: Readonly<Record<Action, string>> = {
  submit: 'renders',
  resume: 'continues',
  restore: 'downloads again',
  cached: 'up to date',
  wait: 'waits for a pick',
  decide: 'waits for a decision',
  stay: 'stays refused',
  withheld: 'waits for the store',
}

/** One character for each action. A job whose clips have different actions shows the first of them in this list. */
const MARKS = [
  ['decide', '?', 'yellow'],
  ['wait', '?', 'yellow'],
  ['withheld', '?', 'yellow'],
  ['submit', '+', 'green'],
  ['resume', '>', 'cyan'],
  ['restore', '<', 'cyan'],
  ['stay', '!', 'red'],
  ['cached', '=', 'dim'],
] as const

/** `+` renders, `~` renders again, `>` continues, `<` downloads again, `=` up to date, `?` waits, `!` stays refused. */
export function actionMark(actions: readonly ForecastAction[], paint: Paint): string {
  const [action, mark, style] = MARKS.find(([name]) => actions.some((each) => each.action === name)) ?? MARKS[2]
  const isAgain = action === 'submit' && actions.every((each) => each.action !== 'submit' || each.cause !== 'new')
  return isAgain ? paint('yellow', '~') : paint(style, mark)
}

/** `renders: prompt changed`. New clips, and clips that are up to date, need no reason. */
function actionText({ action, cause }: ForecastAction): string {
  return action === 'cached' || cause === 'new' ? WORDS[action] : `${WORDS[action]}: ${cause}`
}

/** `2 renders, 4 up to date`. An action of all clips has its reason instead of a number. */
export function countActions(actions: readonly ForecastAction[]): string {
  const texts = new Set(actions.map(actionText))
  if (texts.size === 1) return [...texts].join('')
  const counts = new Map<string, number>()
  for (const { action } of actions) counts.set(WORDS[action], (counts.get(WORDS[action]) ?? 0) + 1)
  if (counts.size === 1) return [...counts.keys()].join('')
  return [...counts].map(([word, amount]) => `${amount} ${word}`).join(', ')
}

/** Whether the clip would be submitted, now or once a take is picked. */
export function isPaid(future: ForecastAction | undefined): boolean {
  return future === undefined || future.action === 'submit' || future.action === 'wait'
}
