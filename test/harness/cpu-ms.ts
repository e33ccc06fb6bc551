/** CPU time of this thread so far, in milliseconds: what bounds are held against, so that a busy machine fails no test. */
export function cpuMs(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}
