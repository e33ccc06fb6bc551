import { signal } from '@preact/signals'
import type { PickRequest, Report, ReportChange } from '../contract/report.ts'
import { applyChange, loadReport } from '../state/report.ts'

/** Whether the page is connected to the server. */
export const isConnected = signal(true)

/**
 * Receives reports and changes until the page is closed. After a reconnect the server sends the whole report first.
 *
 * @param begin called once, with the first report
 */
export function followServer(begin: (report: Report) => void): void {
  let hasBegun = false
  const source = new EventSource('events')
  source.addEventListener('report', (event) => {
    isConnected.value = true
    const report = JSON.parse(event.data) as Report
    if (hasBegun) return loadReport(report)
    hasBegun = true
    begin(report)
  })
  source.addEventListener('change', (event) => applyChange(JSON.parse(event.data) as ReportChange))
  source.addEventListener('open', () => {
    isConnected.value = true
  })
  source.addEventListener('end', () => {
    source.close()
    isConnected.value = false
  })
  source.addEventListener('error', () => {
    isConnected.value = false
  })
}

/** Asks the server to store a pick. Returns the problem, or undefined; the pick itself reaches the page as a change of the report. */
export async function sendPick(pick: PickRequest): Promise<string | undefined> {
  try {
    const response = await fetch('picks', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(pick),
    })
    if (response.ok) return undefined
    return await response.text()
  } catch {
    return 'The server does not respond: start `shotlist ui` again.'
  }
}
