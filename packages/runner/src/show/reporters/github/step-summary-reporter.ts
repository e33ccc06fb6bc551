import type { Reporter } from '../reporter.ts'
import { recordRun } from '../run-record.ts'
import { type StepSummaryWords, stepSummary } from './step-summary.ts'

/** Hands over a summary in Markdown when the run is over; nothing when it never began. */
export function stepSummaryReporter(write: (markdown: string) => void, words: StepSummaryWords): Reporter {
  const record = recordRun()
  return {
    event: record.note,
    end: () => {
      const markdown = stepSummary(record, words)
      if (markdown !== '') write(markdown)
    },
  }
}
