import type { DescribedVendor } from '../described-vendor.ts'

export const DESCRIBED: DescribedVendor = {
  job: { uses: 'text-to-video', prompt: 'prompt', fields: 'duration: 5' },
  others: {
    long: '{ uses: text-to-video, with: { prompt: long, model: u-1, duration: 9s, resolution: 1080p } }',
    large: '{ uses: text-to-video, with: { prompt: large, quality: 4k } }',
    still: '{ uses: image-to-video, with: { prompt: still, image: { url: "https://example.com/still.png" }, loop: true, duration: 5 } }',
    more: '{ uses: extend, with: { prompt: more, source_id: "${{ jobs.clip.outputs.video_id }}" } }',
  },
  prices: { clip: 40, long: 160, large: 200, still: 40, more: 40 },
  lost: 'listed',
  calls: {
    good: [
      "textToVideo({ prompt: 'a forest', duration: '9s' })",
      "imageToVideo({ prompt: 'a', image: { url: 'https://example.com/a.png' } })",
    ],
    bad: "textToVideo({ prompt: 'a forest', duration: 5 })",
    error: /'number' is not assignable/,
  },
}
