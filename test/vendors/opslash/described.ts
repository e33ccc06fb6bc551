import type { DescribedVendor } from '../described-vendor.ts'

export const DESCRIBED: DescribedVendor = {
  job: { uses: 'text-to-video', prompt: 'prompt', fields: 'model: reef-3-fast, duration: 4' },
  others: {
    long: '{ uses: text-to-video, with: { prompt: long, model: reef-3, aspect_ratio: "9:16", negative_prompt: blur } }',
    still: '{ uses: text-to-video, with: { prompt: still, model: reef-3, duration: 6, image: { file: still.png } } }',
  },
  prices: { clip: 0.6, long: 3.2, still: 2.4 },
  lost: 'uncertain',
  calls: {
    good: ["textToVideo({ prompt: 'a', model: 'reef-3', duration: 4, image: new Blob([]) })"],
    bad: "textToVideo({ prompt: 'a', model: 'reef-3', duration: 5 })",
    error: /'5' is not assignable/,
  },
}
