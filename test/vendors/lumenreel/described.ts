import type { DescribedVendor } from '../described-vendor.ts'

export const DESCRIBED: DescribedVendor = {
  job: { uses: 'image-to-video', prompt: 'prompt_text', fields: 'model: reel-2-turbo, seconds: 4, image: { file: still.png }' },
  others: {
    long: '{ uses: image-to-video, with: { prompt_text: long, model: reel-2, seconds: 8, seed: 7, image: { url: "https://example.com/still.png" } } }',
  },
  prices: { clip: 8, long: 40 },
  lost: 'uncertain',
  calls: {
    good: ["imageToVideo({ prompt_text: 'a', model: 'reel-2', seconds: 4, image: new Blob([]) })"],
    bad: "imageToVideo({ prompt_text: 'a', model: 'reel-2', seconds: 5, image: new Blob([]) })",
    error: /'5' is not assignable/,
  },
}
