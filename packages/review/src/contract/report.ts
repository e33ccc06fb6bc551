/**
 * The data of the review page: a manifest, its runs and its clips, as plain JSON. The runner makes it; the page reads it from a script file, or
 * from the server of `shotlist ui`, which also sends changes.
 */
export type Report = ReportHead & { readonly clips: readonly Clip[] }

/** The report without the clips. */
export type ReportHead = {
  readonly version: 1
  /** The manifest's name. */
  readonly name: string
  /** The manifest's path in commands; absent if commands find it by default. */
  readonly manifest?: string
  /** ISO time. */
  readonly createdAt: string
  /** Whether a server serves the page: it stores picks and sends changes. */
  readonly live: boolean
  /** Whether the clips come from the emulator; then nothing was paid. */
  readonly rehearsal: boolean
  /** How the last run ended: `none` if there was no run, `running` if it has not ended, `killed` if its process stopped without recording an end. */
  readonly condition: 'none' | 'running' | 'killed' | 'done' | 'failed' | 'budget' | 'decision' | 'auth' | 'interrupted'
  /** Runs in which a job was in flight, oldest first. */
  readonly runs: readonly Run[]
  readonly providers: Readonly<Record<string, Provider>>
  /** The picked take, by group of takes. */
  readonly picks: Readonly<Record<string, string>>
}

/** One run. Times are Unix milliseconds. */
export type Run = { readonly id: string; readonly verb: string; readonly startedMs: number; readonly endedMs?: number }

export type Provider = {
  readonly title: string
  /** The unit that it charges in: `credit`. */
  readonly unit: string
}

/**
 * - `done`: its file exists;
 * - `missing`: it was rendered, but its file no longer exists;
 * - `failed`; `uncertain`: perhaps paid, the user must decide;
 * - `queued`, `rendering`, `downloading`: in flight; if no run is active, the next run continues it;
 * - `blocked`: not submitted, `problem` says why; `waiting`: the run will submit it later;
 * - `planned`: no run has handled it yet.
 */
export type ClipState =
  | 'done'
  | 'missing'
  | 'failed'
  | 'uncertain'
  | 'queued'
  | 'rendering'
  | 'downloading'
  | 'blocked'
  | 'waiting'
  | 'planned'

/** One job instance and its clip. */
export type Clip = {
  readonly id: string
  readonly job: string
  /** Its matrix cell and row, as text, by axis. */
  readonly axes: Readonly<Record<string, string>>
  /** The take's number, from 1, and the id that all takes of the clip share. */
  readonly take?: number
  readonly group?: string
  readonly provider: string
  readonly operation: string
  readonly tags: readonly string[]
  readonly needs: readonly string[]
  readonly state: ClipState
  readonly problem?: Problem
  readonly prompt?: string
  readonly seed?: number
  /** The request as sent, or as planned if it is not sent yet. */
  readonly request: Readonly<Record<string, unknown>>
  /** The price of one render, by the document. */
  readonly price: Money
  /** The cost of all its renders so far. */
  readonly spent: Money
  readonly taskId?: string
  readonly key?: string
  readonly file?: ClipFile
  /** The other files of its task. */
  readonly others?: readonly ClipFile[]
  /** Submissions, oldest first. */
  readonly attempts: readonly Attempt[]
  /** The phases of its time, by run. */
  readonly timeline: Readonly<Record<string, readonly Span[]>>
}

/** An amount in the provider's unit and in USD; absent if unknown. */
export type Money = {
  readonly amount?: number
  readonly usd?: number
  /** The upper bound, if the amount is only known within bounds. */
  readonly most?: { readonly amount: number; readonly usd?: number }
  /** The number of renders left out because their cost is unknown. */
  readonly unknown?: number
}

export type Problem = {
  readonly class?: string
  readonly code?: string
  readonly message: string
  readonly hint?: string
  /** The group of takes of which one must be picked first. */
  readonly awaits?: string
  /** Commands that solve the problem. */
  readonly commands: readonly string[]
}

export type ClipFile = {
  /** URL, relative to the page. */
  readonly src: string
  /** Path, relative to the output folder. */
  readonly path: string
  readonly sha256: string
  readonly bytes: number
  readonly width?: number
  readonly height?: number
  readonly seconds?: number
}

export type Attempt = {
  readonly number: number
  readonly key: string
  readonly state: string
  readonly taskId?: string
  readonly charged?: number
  readonly failure?: string
  readonly atMs: number
  readonly endedMs?: number
}

/** The phases of a job in a run. In `queued` and `rendering` the provider works. */
export type SpanPhase = 'waiting' | 'uploading' | 'queued' | 'rendering' | 'downloading'

/** Start and end in Unix milliseconds; the end is absent while the phase lasts. */
export type Span = { readonly phase: SpanPhase; readonly fromMs: number; readonly toMs?: number }

/** A change of the report, as the server sends it: the head, the changed and new clips, and the ids of removed clips. */
export type ReportChange = { readonly head: ReportHead; readonly clips: readonly Clip[]; readonly gone: readonly string[] }

/** A pick that the page asks the server to store: the picked take of a group, or null for none. */
export type PickRequest = {
  readonly group: string
  readonly take: string | null
  /** The id of the task that the page shows, or its idempotency key if it has no id. The server refuses the pick if the take was rendered again since. */
  readonly render?: string
}
