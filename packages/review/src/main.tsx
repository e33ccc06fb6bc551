import { render } from 'preact'
import { listenToKeys } from './keys/listen.ts'
import { followServer } from './live/follow-server.ts'
import { followAddress } from './state/filters.ts'
import { loadMarks } from './state/marks.ts'
import { followClock } from './state/now.ts'
import { head, loadReport } from './state/report.ts'
import { followTheme } from './state/theme.ts'
import { followShown } from './state/view.ts'
import './styles/index.css'
import { App } from './views/shell/app.tsx'

const report = globalThis.SHOTLIST_REPORT
if (report !== undefined) loadReport(report)
document.title = `${head.value.name} – Shotlist`
followTheme()
followAddress()
loadMarks()
followShown()
listenToKeys()
if (head.value.live) {
  followServer()
  followClock()
}
const place = document.getElementById('app')
if (place !== null) render(<App />, place)
