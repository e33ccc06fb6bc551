/**
 * What the review page shows: everything it knows of a manifest, its runs and its clips, as plain JSON. The runner makes it; the page
 * reads it from a script file, and changes of it from the server that `shotlist ui` starts.
 */
export type Report = ReportHead & { readonly clips: readonly Clip[] }

/** Everything but the clips. */
export type ReportHead = {
  readonly version: 1
  /** The manifest's name. */
  readonly name: string
  /** The manifest as commands name it; absent where commands find it by themselves. */
  readonly manifest?: string
  /** ISO time. */
  readonly createdAt: string
  /** Whether a server stands behind the page, which keeps picks and sends changes. */
  readonly live: boolean
  /** Whether an emulator drew the clips, and nothing was paid. */
  readonly rehearsal: boolean
  /** How the last run ended, or that it has not: `none` where there was none, `killed` where it ended without saying so. */
  readonly condition: 'none' | 'running' | 'killed' | 'done' | 'failed' | 'budget' | 'decision' | 'auth' | 'interrupted'
  /** Runs in which a job was on its way, oldest first. */
  readonly runs: readonly Run[]
  readonly providers: Readonly<Record<string, Provider>>
  /** The take that goes on, by group of takes. */
  readonly picks: Readonly<Record<string, string>>
}

/** One run. Times are in milliseconds since 1970. */
export type Run = { readonly id: string; readonly verb: string; readonly startedMs: number; readonly endedMs?: number }

export type Provider = {
  readonly title: string
  /** What it charges in: `credit`. */
  readonly unit: string
}

/**
 * - `done`: its file is there;
 * - `missing`: it was rendered, and its file is gone;
 * - `failed`; `uncertain`: it may have been paid for, and the user must decide;
 * - `queued`, `rendering`, `downloading`: on its way, in this run or, once it goes on, in the next;
 * - `blocked`: not submitted, `problem` says why; `waiting`: its turn will come;
 * - `planned`: no run has looked at it yet.
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

/** One job instance, and the clip it makes. */
export type Clip = {
  readonly id: string
  readonly job: string
  /** Its matrix cell and row, as text, by axis. */
  readonly axes: Readonly<Record<string, string>>
  /** From 1, and the id that the takes of one clip have in common. */
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
  /** As it was sent; before that, as it is planned. */
  readonly request: Readonly<Record<string, unknown>>
  /** What one render costs by the price rules. */
  readonly price: Money
  /** What its renders have cost so far, all of them. */
  readonly spent: Money
  readonly taskId?: string
  readonly key?: string
  readonly file?: ClipFile
  /** Submissions, oldest first. */
  readonly attempts: readonly Attempt[]
  /** What it was doing when, by run. */
  readonly timeline: Readonly<Record<string, readonly Span[]>>
}

/** An amount in the provider's unit, and in USD; absent where not known. */
export type Money = {
  readonly amount?: number
  readonly usd?: number
  /** What it is at the most, where it is only known within bounds. */
  readonly most?: { readonly amount: number; readonly usd?: number }
  /** How many renders it leaves out, for nobody knows what they cost. */
  readonly unknown?: number
}

export type Problem = {
  readonly class?: string
  readonly code?: string
  readonly message: string
  readonly hint?: string
  /** The group of takes of which one must be picked first. */
  readonly awaits?: string
  /** Command lines that help. */
  readonly commands: readonly string[]
}

export type ClipFile = {
  /** Address, relative to the page. */
  readonly src: string
  /** Below the output folder. */
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

/** What a job does from the run's start to its end. `queued` and `rendering` are the provider's side. */
export type SpanPhase = 'waiting' | 'uploading' | 'queued' | 'rendering' | 'downloading'

/** From when to when, in milliseconds since 1970; the end is absent while it lasts. */
export type Span = { readonly phase: SpanPhase; readonly fromMs: number; readonly toMs?: number }

/** A change of the report, as the server sends it: the head, the clips that are different or new, and the ids that are gone. */
export type ReportChange = { readonly head: ReportHead; readonly clips: readonly Clip[]; readonly gone: readonly string[] }

/** What the page asks the server to keep: which take of a group goes on; null: none does. */
export type PickRequest = {
  readonly group: string
  readonly take: string | null
  /** The task that the page shows of the take, or the key where it had none: if it was rendered anew since, it is not picked unseen. */
  readonly render?: string
}
