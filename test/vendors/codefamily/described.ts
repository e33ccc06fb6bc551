import type { DescribedVendor } from '../described-vendor.ts'

export const DESCRIBED: DescribedVendor = {
  job: { uses: 'text-to-video', prompt: 'prompt', fields: 'model: family-1-lite' },
  others: {
    long: '{ uses: text-to-video, with: { prompt: long, model: family-1-pro, duration: 10, resolution: 1080p, camera_fixed: true } }',
    still: '{ uses: image-to-video, with: { prompt: still, model: family-1-pro, image: { file: still.png } } }',
  },
  prices: { clip: 5.5, long: 50, still: 11 },
  lost: 'repeated',
  calls: {
    good: [
      "textToVideo({ prompt: 'a', model: 'family-1-pro' })",
      "imageToVideo({ prompt: 'a', model: 'family-1-lite', image: new Blob([]) })",
    ],
    bad: "textToVideo({ prompt: 'a', model: 'family-1-pro', content: [] })",
    error: /'content' does not exist/,
  },
}
