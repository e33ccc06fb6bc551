import { statSync } from 'node:fs'
import type { Clip, Report, ReportChange } from '@shotlist/review'
import { JournalDamagedError } from '../../errors/state-errors.ts'
import type { Plan } from '../../plan/plan.ts'
import { Journal } from '../../store/journal/journal.ts'
import type { StateFolder } from '../../store/state-folder.ts'
import { buildReport, type ReportOptions } from '../report/build-report.ts'
import { type ReportSources, readSources, sourcesFrom } from '../report/report-sources.ts'

/** How often the journal is asked whether it has changed; asking costs next to nothing. */
const LOOK_EVERY_MS = 400
/** Making a report may take up to one part in so many of the time: a run must not starve for being watched. */
const SHARE = 8

export type FeedOptions = Omit<ReportOptions, 'live' | 'createdAt'> & {
  readonly plan: Plan
  readonly state: StateFolder
  readonly lockfile?: string
}

/** The report of a manifest as it is now, and its changes, from whatever process they come. */
export class ReportFeed {
  readonly #options: () => FeedOptions
  readonly #listeners = new Set<(change: ReportChange) => void>()
  readonly #timer: NodeJS.Timeout
  #journal: Journal | undefined
  #file: number | undefined
  #plan: Plan | undefined
  /** How many plans there have been. */
  #plans = 0
  #seen = ''
  #restUntil = 0
  #report: Report
  #texts: Map<string, string>

  /** @param options asked anew for every report */
  constructor(options: () => FeedOptions) {
    this.#options = options
    this.#report = this.#build()
    this.#texts = textsOf(this.#report)
    this.#timer = setInterval(() => this.look(), LOOK_EVERY_MS)
  }

  get report(): Report {
    return this.#report
  }

  /** Hears of changes until the returned function is called. */
  listen(listener: (change: ReportChange) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Looks for changes, and tells of them. @param now not only when it is time, and something seems different */
  look(now = false): void {
    const seen = this.#signs()
    if (!now && (seen === this.#seen || performance.now() < this.#restUntil)) return
    const began = performance.now()
    const report = this.#rebuild()
    if (report === undefined) return
    const texts = textsOf(report)
    const clips = report.clips.filter(({ id }) => this.#texts.get(id) !== texts.get(id))
    const gone = [...this.#texts.keys()].filter((id) => !texts.has(id))
    const { clips: _all, ...head } = report
    this.#report = report
    this.#texts = texts
    for (const listener of this.#listeners) listener({ head, clips, gone })
    this.#restUntil = performance.now() + (performance.now() - began) * SHARE
  }

  close(): void {
    clearInterval(this.#timer)
    this.#journal?.close()
  }

  /** Undefined while the journal is one that a run is still to mend: the page keeps what it shows, and looks again. */
  #rebuild(): Report | undefined {
    try {
      return this.#build()
    } catch (error) {
      if (!(error instanceof JournalDamagedError)) throw error
      this.#seen = ''
      return undefined
    }
  }

  #build(): Report {
    const options = this.#options()
    this.#seen = this.#signs()
    return buildReport(this.#sources(options), { ...options, live: true, createdAt: new Date().toISOString() })
  }

  #sources(options: FeedOptions): ReportSources {
    const { state, plan } = options
    const file = fileOf(state)
    if (file !== this.#file) {
      // Rehearsals begin with a journal of their own.
      this.#journal?.close()
      this.#journal = undefined
      this.#journal = file === undefined ? undefined : Journal.openReadOnly(state.journal, plan.manifestPath)
      this.#file = file
    }
    return this.#journal === undefined ? readSources(options) : sourcesFrom(this.#journal, options)
  }

  /** Differs when something has been written; no sign of a change means that there is none. */
  #signs(): string {
    const { state, lockfile, plan } = this.#options()
    if (plan !== this.#plan) this.#plans += 1
    this.#plan = plan
    const locked = lockfile === undefined ? undefined : statSync(lockfile, { throwIfNoEntry: false })?.mtimeMs
    return `${this.#plans} ${fileOf(state)} ${this.#journal?.version} ${locked}`
  }
}

/** Tells one journal file from another of the same name. */
function fileOf({ journal }: StateFolder): number | undefined {
  return statSync(journal, { throwIfNoEntry: false })?.ino
}

function textsOf({ clips }: Report): Map<string, string> {
  return new Map(clips.map((clip: Clip) => [clip.id, JSON.stringify(clip)]))
}
