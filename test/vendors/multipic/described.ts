import type { DescribedVendor } from '../described-vendor.ts'

export const DESCRIBED: DescribedVendor = {
  job: { uses: 'text-to-video', prompt: 'prompt', fields: 'length: 4, with_poster: true' },
  others: {
    plain: '{ uses: text-to-video, with: { prompt: plain } }',
    trio: '{ uses: text-to-image, with: { prompt: trio, count: 3, size: 1536x1024 }, output: "pictures/trio.png" }',
    single: '{ uses: text-to-image, with: { prompt: single } }',
  },
  files: {
    clip: ['clip.mp4', 'clip.poster.png'],
    plain: ['plain.mp4'],
    trio: ['pictures/trio.1.png', 'pictures/trio.2.png', 'pictures/trio.3.png'],
    single: ['single.png'],
  },
  prices: { clip: 40, plain: 50, trio: 18, single: 4 },
  lost: 'repeated',
  calls: {
    good: [
      "textToImage({ prompt: 'a', count: 3 }).then(({ outputs }) => outputs.images.map((url) => url.length))",
      "textToVideo({ prompt: 'a', with_poster: true }).then(({ outputs }) => [outputs.video_url.length, outputs.poster?.length])",
    ],
    bad: "textToImage({ prompt: 'a', count: 3 }).then(({ outputs }) => outputs.images.toLowerCase())",
    error: /toLowerCase.*does not exist on type 'readonly string\[\]'/,
  },
}
