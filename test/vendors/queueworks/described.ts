import type { DescribedVendor } from '../described-vendor.ts'

export const DESCRIBED: DescribedVendor = {
  job: { uses: 'text-to-video', prompt: 'prompt', fields: 'duration: 5' },
  others: {
    long: '{ uses: text-to-video, with: { prompt: long, duration: "10", aspect_ratio: "9:16" } }',
    still: '{ uses: image-to-video, with: { prompt: still, image: { file: still.png } } }',
    address: '{ uses: image-to-video, with: { prompt: address, image_url: { url: "https://example.com/still.png" }, duration: 10 } }',
  },
  prices: { clip: 0.35, long: 0.7, still: 0.35, address: 0.7 },
  lost: 'uncertain',
  calls: {
    good: [
      "textToVideo({ prompt: 'a', duration: '10' })",
      "imageToVideo({ prompt: 'a', image_url: new Blob([]) })",
      "cancel('request', { taskId: 'a', cancelId: 'b' })",
    ],
    bad: "imageToVideo({ prompt: 'a', duration: '10' })",
    error: /'image_url' is missing/,
  },
}
