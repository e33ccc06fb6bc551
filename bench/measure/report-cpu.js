// Loaded into programs that are measured, and those they start: says at their end how much processor time they took, whatever else the machine did.
import { appendFileSync } from 'node:fs'

process.on('exit', () => {
  const { user, system } = process.cpuUsage()
  appendFileSync(process.env.BENCH_CPU_FILE, `${(user + system) / 1e6}\n`)
})
