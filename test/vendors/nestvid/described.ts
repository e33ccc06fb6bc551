import type { DescribedVendor } from '../described-vendor.ts'

export const DESCRIBED: DescribedVendor = {
  job: { uses: 'text-to-video', prompt: 'prompt', fields: 'model: nest-t2v-turbo' },
  others: {
    long: '{ uses: text-to-video, with: { prompt: long, negative_prompt: blur, model: nest-t2v-plus, duration: 10, size: 960*960, prompt_extend: false, seed: 7 } }',
    still: '{ uses: image-to-video, with: { prompt: still, img_url: "https://example.com/still.png", resolution: 1080P } }',
  },
  prices: { clip: 1.2, long: 7, still: 5 },
  lost: 'uncertain',
  calls: {
    good: [
      "textToVideo({ prompt: 'a', model: 'nest-t2v-plus', duration: 10 })",
      "imageToVideo({ img_url: 'https://example.com/still.png', resolution: '480P' })",
    ],
    bad: "textToVideo({ prompt: 'a' })",
    error: /'model' is missing/,
  },
}
