import type { Attempt, Clip, ClipState, Report, Span } from '../../src/contract/report.ts'

/** When the sample's run began. */
export const STARTED_MS = Date.UTC(2026, 2, 14, 9, 0, 0)

const RATIOS = ['16:9', '9:16', '1:1']
const LOOKS = ['anime', 'clay', 'comic', 'photo']
const PROVIDERS = { pixverse: { title: 'PixVerse', unit: 'credit' }, acedata: { title: 'Ace Data Cloud', unit: 'PTC' } }

/** A report of a campaign: a hero, a matrix of ratio, look and two takes, and `rows` rows of a table. */
export function sampleReport({ rows = 40, live = false }: { rows?: number; live?: boolean } = {}): Report {
  const clips = [hero(), heroLong(), ...social(), ...Array.from({ length: rows }, (_, nth) => catalogue(nth))]
  return {
    version: 1,
    name: 'aurora-launch',
    manifest: 'launch.yaml',
    createdAt: new Date(STARTED_MS + 600_000).toISOString(),
    live,
    rehearsal: false,
    condition: 'failed',
    runs: [{ id: 'run-1', verb: 'run', startedMs: STARTED_MS, endedMs: STARTED_MS + 30_000 + rows * 1800 }],
    providers: PROVIDERS,
    picks: { 'social[ratio=16:9,look=anime]': 'social[ratio=16:9,look=anime]#1' },
    clips,
  }
}

function hero(): Clip {
  return clip({ id: 'hero', job: 'hero', nth: 0, prompt: 'Aurora bottle on a glacier at sunrise' })
}

function heroLong(): Clip {
  return clip({
    id: 'hero-long',
    job: 'hero-long',
    nth: 1,
    prompt: 'the camera pulls back',
    needs: ['hero'],
    state: 'failed',
    problem: {
      class: 'moderation',
      code: '500063',
      message: 'The content was refused by the review of PixVerse: it may show a protected landmark',
      hint: 'Change the prompt; the same request would be refused again.',
      commands: ['shotlist run launch.yaml --only hero-long'],
    },
  })
}

function social(): Clip[] {
  return RATIOS.flatMap((ratio, r) =>
    LOOKS.flatMap((look, l) =>
      [1, 2].map((take) => {
        const group = `social[ratio=${ratio},look=${look}]`
        return clip({
          id: `${group}#${take}`,
          job: 'social',
          group,
          take,
          axes: { ratio, look },
          nth: 2 + r * 8 + l * 2 + take,
          tags: ['social'],
          prompt: `Aurora bottle, ${look}`,
          ...(ratio === '9:16' && { width: 360, height: 640 }),
          ...(ratio === '1:1' && { width: 480, height: 480 }),
        })
      }),
    ),
  )
}

const OVER_BUDGET = { problem: { message: 'not submitted, to keep the budget of $40', commands: [] } }

function catalogue(nth: number): Clip {
  const states: ClipState[] = ['done', 'done', 'done', 'done', 'done', 'done', 'done', 'rendering', 'done', 'blocked']
  const state = nth < 20 ? (states[nth % states.length] ?? 'done') : 'done'
  return clip({
    id: `catalogue[row=sku-${String(nth).padStart(4, '0')}]`,
    job: 'catalogue',
    axes: { row: `sku-${String(nth).padStart(4, '0')}` },
    nth: 30 + nth,
    provider: nth % 3 === 0 ? 'acedata' : 'pixverse',
    operation: 'image-to-video',
    tags: ['catalogue'],
    needs: ['hero'],
    prompt: `Bottle number ${nth} turns slowly on a marble table`,
    state,
    ...(state === 'blocked' ? OVER_BUDGET : {}),
  })
}

type Given = Partial<Clip> & {
  readonly id: string
  readonly job: string
  readonly nth: number
  readonly width?: number
  readonly height?: number
}

function clip({ id, job, nth, width = 640, height = 360, state = 'done', ...given }: Given): Clip {
  const key = `00000000-0000-5000-8000-${String(nth).padStart(12, '0')}`
  const seed = 1000 + nth
  const isSent = state !== 'blocked'
  const timeline = isSent ? { 'run-1': spansOf(nth, state) } : {}
  const attempt: Attempt = {
    number: 1,
    key,
    state: state === 'failed' ? 'failed' : 'succeeded',
    taskId: `task-${nth}`,
    charged: 45,
    atMs: STARTED_MS + nth * 1500,
  }
  return {
    id,
    job,
    axes: {},
    provider: 'pixverse',
    operation: 'text-to-video',
    tags: [],
    needs: [],
    state,
    seed,
    request: { model: 'v5', quality: '540p', duration: 5, prompt: given.prompt, seed },
    price: { amount: 45, usd: 0.225 },
    spent: isSent ? { amount: 45, usd: 0.225 } : { amount: 0, usd: 0 },
    ...(isSent && { key, taskId: `task-${nth}` }),
    attempts: isSent ? [state === 'failed' ? { ...attempt, failure: 'refused by the review' } : attempt] : [],
    timeline,
    ...(state === 'done' ? rendered({ job, nth, width, height }) : {}),
    ...given,
  }
}

function rendered({ job, nth, width, height }: { job: string; nth: number; width: number; height: number }) {
  return { file: { src: `clips/${nth}.mp4`, path: `${job}/${nth}.mp4`, sha256: 'ab'.repeat(32), bytes: 84_512, width, height, seconds: 5 } }
}

function spansOf(nth: number, state: ClipState): Span[] {
  const begun = STARTED_MS + nth * 1500
  const spans: Span[] = [
    { phase: 'waiting', fromMs: STARTED_MS, toMs: begun },
    { phase: 'queued', fromMs: begun, toMs: begun + 2000 + (nth % 5) * 400 },
    { phase: 'rendering', fromMs: begun + 2000 + (nth % 5) * 400, toMs: begun + 12_000 + (nth % 7) * 900 },
  ]
  if (state === 'done')
    spans.push({ phase: 'downloading', fromMs: begun + 12_000 + (nth % 7) * 900, toMs: begun + 13_500 + (nth % 7) * 900 })
  return spans
}
