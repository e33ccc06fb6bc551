import type { DescribedVendor } from '../described-vendor.ts'

export const DESCRIBED: DescribedVendor = {
  job: { uses: 'text-to-video', prompt: 'prompt', fields: 'model: hold-2' },
  others: {
    long: '{ uses: text-to-video, with: { prompt: long, model: hold-2-pro, seconds: "12", size: 1024x1792 } }',
    still:
      '{ uses: text-to-video, with: { prompt: still, model: hold-2-pro, seconds: "8", size: 1280x720, input_reference: { file: still.png } } }',
  },
  prices: { clip: 0.4, long: 6, still: 2.4 },
  lost: 'repeated',
  calls: {
    good: ["textToVideo({ prompt: 'a', model: 'hold-2', seconds: '8', input_reference: new Blob([]) })"],
    bad: "textToVideo({ prompt: 'a', model: 'hold-2', seconds: 8 })",
    error: /'number' is not assignable/,
  },
}
