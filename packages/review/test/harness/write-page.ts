import { copyFile, cp, link, mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Report } from '../../src/contract/report.ts'

const PAGE = fileURLToPath(new URL('../../dist/page', import.meta.url))

/** Writes a report's page as the runner does; its clips are these files in turn, under other names. Returns the page's path. */
export async function writePage(folder: string, report: Report, clips: readonly string[]): Promise<string> {
  await cp(PAGE, folder, { recursive: true })
  await writeFile(join(folder, 'report.js'), `globalThis.SHOTLIST_REPORT = ${JSON.stringify(report).replaceAll('<', '\\u003c')}\n`)
  for (const [nth, src] of [...new Set(report.clips.flatMap(({ file }) => file?.src ?? []))].entries()) {
    const clip = clips[nth % clips.length] ?? ''
    const path = join(folder, src)
    await mkdir(dirname(path), { recursive: true })
    await link(clip, path).catch(() => copyFile(clip, path))
  }
  return join(folder, 'index.html')
}
