import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { plan } from '../../src/cli/verbs/begin/plan/plan.ts'
import { CLIP } from '../harness/tiny-server.ts'
import { folderWith, runVerb } from '../verbs/run-verb.ts'

const HERO = 'model: v6, prompt: a glacier, quality: 720p'
function from(job: string) {
  return `source_video_id: "\${{ jobs.${job}.outputs.video_id }}"`
}

type Planned = {
  readonly budget: { readonly ok: boolean; readonly unpriced: readonly string[] }
  readonly total: Readonly<Record<string, unknown>>
  readonly jobs: readonly { readonly id: string; readonly credits?: number; readonly seconds?: number; readonly price_range?: unknown }[]
}

async function planned(jobs: string, options = {}): Promise<{ status: number; plan: Planned }> {
  const cwd = await folderWith({ 'shotlist.yaml': `version: 1\nbudget: { usd: 100 }\ndefaults: { provider: pixverse }\njobs:\n${jobs}` })
  await writeFile(join(cwd, 'clip.mp4'), CLIP)
  const { status, stdout } = await runVerb(plan, { cwd, options: { json: true, ...options } })
  return { status, plan: JSON.parse(stdout) as Planned }
}

function amounts({ jobs }: Planned) {
  return jobs.map(({ id, seconds, credits }) => [id, seconds, credits])
}

describe('the price of a clip that is priced by the second', () => {
  test('follows from the durations and extensions of the clips before it', async () => {
    const { status, plan: told } = await planned(`
  hero: { uses: text-to-video, with: { ${HERO}, aspect_ratio: "16:9", duration: 8 } }
  long: { uses: extend, with: { ${HERO}, ${from('hero')}, duration: 5 } }
  longer: { uses: extend, with: { ${HERO}, ${from('long')}, duration: 5 } }
  loud: { uses: sound-effect, with: { ${from('longer')} } }
  sharp: { uses: upscale, with: { ${from('loud')} } }
  spoken: { uses: lip-sync, with: { ${from('hero')}, lip_sync_tts_speaker_id: "1", lip_sync_tts_content: good morning } }
  styled: { uses: restyle, with: { ${from('spoken')}, restyle_prompt: ink } }
  moved: { uses: mimic, with: { img_id: 3179822, quality: 540p, ${from('long')} } }
  seeded: { uses: restyle, with: { ${from('spoken')}, restyle_prompt: ink, seed: "\${{ jobs.long.outputs.seed }}" } }
  again: { uses: upscale, with: { ${from('seeded')} } }
  filed: { uses: upscale, with: { video_media_id: { file: clip.mp4 } } }
`)
    expect(status).toBe(0)
    expect(amounts(told)).toEqual([
      ['hero', 8, 72],
      ['long', 13, 45],
      ['longer', 18, 45],
      ['loud', 18, 36],
      ['sharp', 18, 90],
      ['spoken', 8, 4],
      ['styled', 8, 80],
      ['moved', 13, 130],
      ['seeded', 8, 80],
      ['again', 8, 40],
      ['filed', 5, 25],
    ])
    expect(told.total).toMatchObject({ credits: 647, without_price: 0 })
  })

  test('is a range if the takes to pick from have different lengths', async () => {
    const { plan: told } = await planned(`
  hero: { takes: 2, uses: text-to-video, with: { ${HERO}, aspect_ratio: "16:9", duration: "\${{ take }}" } }
  sharp: { uses: upscale, with: { ${from('hero')} } }
`)
    expect(told.jobs.at(-1)).toMatchObject({
      price_range: { least: { credits: 5, usd: 0.05 }, most: { credits: 10, usd: 0.1 } },
    })
    expect(told.total).toMatchObject({ credits: 32, most: { credits: 37, usd: 0.37 }, without_price: 0 })
  })

  test('is unknown for an id or a file without a known length, and a budget then refuses the clip', async () => {
    const jobs = `
  sharp: { uses: upscale, with: { source_video_id: 328545151283013 } }
  odd: { uses: upscale, with: { video_media_id: { url: "https://x.example/clip.mp4" } } }
`
    const { status, plan: told } = await planned(jobs)
    expect(status).toBe(3)
    expect(told.budget).toMatchObject({ ok: false, unpriced: ['sharp', 'odd'] })
    expect((await planned(jobs, { allowUnpriced: true })).status).toBe(0)
  })
})
