import { signal } from '@preact/signals'
import type { Report, ReportChange } from '../contract/report.ts'
import { applyChange, loadReport } from '../state/report.ts'

/** Whether changes reach the page. */
export const isConnected = signal(true)

/** Hears of changes until the page is closed. After a break the server begins with the whole report. */
export function followServer(): void {
  const source = new EventSource('events')
  source.addEventListener('report', (event) => {
    isConnected.value = true
    loadReport(JSON.parse(event.data) as Report)
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
