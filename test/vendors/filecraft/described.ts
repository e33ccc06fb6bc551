import type { DescribedVendor } from '../described-vendor.ts'

export const DESCRIBED: DescribedVendor = {
  job: { uses: 'text-to-video', prompt: 'prompt', fields: 'model: Craft-02, duration: 6, resolution: 768P' },
  others: {
    long: '{ uses: text-to-video, with: { prompt: long, model: Craft-02, duration: 10, resolution: 768P } }',
    sharp: '{ uses: text-to-video, with: { prompt: sharp, model: Craft-02, duration: 6, resolution: 1080P } }',
    still:
      '{ uses: text-to-video, with: { prompt: still, model: Craft-02, duration: 6, resolution: 768P, first_frame_image: { file: still.png } } }',
  },
  prices: { clip: 0.28, long: 0.56, sharp: 0.49, still: 0.28 },
  lost: 'uncertain',
  calls: {
    good: ["textToVideo({ prompt: 'a', model: 'Craft-02', duration: 6, first_frame_image: new Blob([]) })"],
    bad: "textToVideo({ prompt: 'a', model: 'Craft-02', duration: 8 })",
    error: /'8' is not assignable/,
  },
}
