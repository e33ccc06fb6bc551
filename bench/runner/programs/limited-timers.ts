/** Only timers: the given number of waits of the given length, limited by p-limit, optionally in pairs that wait for each other. */
import pLimit from 'p-limit'

const [jobs = '0', taskMs = '0', shape = 'alone'] = process.argv.slice(2)
const limit = pLimit(16)
function wait(): Promise<void> {
  return limit(() => new Promise((resolve) => setTimeout(resolve, Number(taskMs))))
}
const count = Number(jobs)
if (shape === 'pairs') await Promise.all(Array.from({ length: count / 2 }, () => wait().then(wait)))
else await Promise.all(Array.from({ length: count }, wait))
