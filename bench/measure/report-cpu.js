// Preloaded into the measured programs and their children: at the end, each reports its processor time, which does not depend on other
// load.
import { appendFileSync } from 'node:fs'

process.on('exit', () => {
  const { user, system } = process.cpuUsage()
  appendFileSync(process.env.BENCH_CPU_FILE, `${(user + system) / 1e6}\n`)
})
