/** The same three requests that a job needs, limited by p-limit, with its file written: without a key, journal, check or lockfile. */
import { mkdirSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import pLimit from 'p-limit'

const [jobs = '0', taskMs = '0', shape = 'alone', baseUrl = '', folder = ''] = process.argv.slice(2)
const limit = pLimit(16)
mkdirSync(folder, { recursive: true })

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Number(taskMs)))
}

async function task(index: number): Promise<string> {
  const body = JSON.stringify({ prompt: `number ${index}` })
  const submitted = await fetch(`${baseUrl}/openapi/v2/video/text/generate`, { method: 'POST', body })
  const id = /"video_id":(\d+)/.exec(await submitted.text())?.[1]
  for (;;) {
    await pause()
    const read = (await (await fetch(`${baseUrl}/openapi/v2/video/result/${id}`)).json()) as { Resp: { url: string } }
    if (read.Resp.url !== '') return read.Resp.url
  }
}

async function render(index: number): Promise<void> {
  const url = await limit(() => task(index))
  await writeFile(join(folder, `${index}.mp4`), Buffer.from(await (await fetch(url)).arrayBuffer()))
}

const count = Number(jobs)
if (shape === 'pairs')
  await Promise.all(Array.from({ length: count / 2 }, (_, index) => render(2 * index).then(() => render(2 * index + 1))))
else await Promise.all(Array.from({ length: count }, (_, index) => render(index)))
