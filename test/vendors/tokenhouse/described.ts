import type { DescribedVendor } from '../described-vendor.ts'

export const DESCRIBED: DescribedVendor = {
  job: { uses: 'text-to-video', prompt: 'prompt', fields: 'model_name: house-v2' },
  others: {
    long: '{ uses: text-to-video, with: { prompt: long, mode: pro, duration: "10", aspect_ratio: "1:1", cfg_scale: 0.5 } }',
    still:
      '{ uses: image-to-video, with: { prompt: still, image: { file: still.png }, image_tail: { url: "https://example.com/still.png" }, mode: pro } }',
  },
  prices: { clip: 2, long: 7, still: 3.5 },
  lost: 'found',
  calls: {
    good: ["textToVideo({ prompt: 'a', duration: '10' })", 'imageToVideo({ image: new Blob([]) })'],
    bad: "textToVideo({ prompt: 'a', duration: 10 })",
    error: /'number' is not assignable/,
  },
}
