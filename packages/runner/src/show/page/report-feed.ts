import { statSync } from 'node:fs'
import type { Clip, Report, ReportChange } from '@shotlist/review'
import { JournalDamagedError } from '../../errors/state-errors.ts'
import type { Plan } from '../../plan/plan.ts'
import { Journal } from '../../store/journal/journal.ts'
import type { StateFolder } from '../../store/state-folder.ts'
import { buildReport, type ReportOptions } from '../report/build-report.ts'
import { type ReportSources, readSources, sourcesFrom } from '../report/report-sources.ts'

/** How often the feed checks whether the journal has changed; a check is cheap. */
const CHECK_EVERY_MS = 400
/** Building reports may use 1/8 of the time, so that an open page does not slow the run down. */
const REST_FACTOR = 8

export type FeedOptions = Omit<ReportOptions, 'live' | 'createdAt'> & {
  readonly plan: Plan
  readonly state: StateFolder
  readonly lockfile?: string
}

/** The current report of a manifest and its changes, also those that other processes make. */
export class ReportFeed {
  readonly #options: () => FeedOptions
  readonly #listeners = new Set<(change: ReportChange) => void>()
  readonly #timer: NodeJS.Timeout
  #journal: Journal | undefined
  #file: number | undefined
  #plan: Plan | undefined
  /** Counts the plans, so that a new plan counts as a change. */
  #plans = 0
  #seen = ''
  #restUntil = 0
  #report: Report
  #texts: Map<string, string>

  /** @param options called again for every report */
  constructor(options: () => FeedOptions) {
    this.#options = options
    this.#report = this.#build()
    this.#texts = textsOf(this.#report)
    this.#timer = setInterval(() => this.refresh(), CHECK_EVERY_MS)
  }

  get report(): Report {
    return this.#report
  }

  /** Calls the listener for each change until the returned function is called. */
  listen(listener: (change: ReportChange) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Reports changes to the listeners. @param now also when nothing seems to have changed, or the last report is recent */
  refresh(now = false): void {
    const seen = this.#version()
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
    this.#restUntil = performance.now() + (performance.now() - began) * REST_FACTOR
  }

  close(): void {
    clearInterval(this.#timer)
    this.#journal?.close()
  }

  /** Undefined while the journal is damaged: the page keeps what it shows until a run has repaired the journal. */
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
    this.#seen = this.#version()
    return buildReport(this.#sources(options), { ...options, live: true, createdAt: new Date().toISOString() })
  }

  #sources(options: FeedOptions): ReportSources {
    const { state, plan } = options
    const file = fileOf(state)
    if (file !== this.#file) {
      // Each rehearsal makes a new journal file.
      this.#journal?.close()
      this.#journal = undefined
      this.#journal = file === undefined ? undefined : Journal.openReadOnly(state.journal, plan.manifestPath)
      this.#file = file
    }
    return this.#journal === undefined ? readSources(options) : sourcesFrom(this.#journal, options)
  }

  /** A text that changes whenever the plan, the journal or the lockfile changes. */
  #version(): string {
    const { state, lockfile, plan } = this.#options()
    if (plan !== this.#plan) this.#plans += 1
    this.#plan = plan
    const locked = lockfile === undefined ? undefined : statSync(lockfile, { throwIfNoEntry: false })?.mtimeMs
    return `${this.#plans} ${fileOf(state)} ${this.#journal?.version} ${locked}`
  }
}

/** The inode: it tells a new journal file from an earlier one of the same name. */
function fileOf({ journal }: StateFolder): number | undefined {
  return statSync(journal, { throwIfNoEntry: false })?.ino
}

function textsOf({ clips }: Report): Map<string, string> {
  return new Map(clips.map((clip: Clip) => [clip.id, JSON.stringify(clip)]))
}
