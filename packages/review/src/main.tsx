import { effect } from '@preact/signals'
import { render } from 'preact'
import type { Report } from './contract/report.ts'
import { showUnseen } from './elements/show-unseen.ts'
import { listenToKeys } from './keys/keyboard.ts'
import { followServer } from './live/server.ts'
import { followAddress } from './state/filters.ts'
import { loadMarks } from './state/marks.ts'
import { followClock, head, loadReport } from './state/report.ts'
import { followTheme } from './state/screen.ts'
import { followShown } from './state/view.ts'
import './styles/index.css'
import { App } from './views/shell/app.tsx'

function showPage(report: Report): void {
  showUnseen()
  loadReport(report)
  effect(() => {
    document.title = `${head.value.name} – Shotlist`
  })
  followTheme()
  followAddress()
  loadMarks()
  followShown()
  listenToKeys()
  if (head.value.live) followClock()
  const place = document.getElementById('app')
  if (place !== null) render(<App />, place)
}

// A page from disk reads its report from the script beside it; a served page gets it from the server.
const REPORT = globalThis.SHOTLIST_REPORT
if (REPORT === undefined) followServer(showPage)
else showPage(REPORT)
