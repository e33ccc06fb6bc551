import { signal } from '@preact/signals'
import type { PickRequest, Report, ReportChange } from '../contract/report.ts'
import { applyChange, loadReport } from '../state/report.ts'

/** Whether changes reach the page. */
export const isConnected = signal(true)

/**
 * Hears of changes until the page is closed. After a break the server begins with the whole report.
 *
 * @param begin is called once, with the first report
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

/** Asks the server to keep a pick. Returns what went wrong, in words; the page hears of the change as of any other. */
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
    return 'The server is gone; start `shotlist ui` again.'
  }
}
