import type { DescribedVendor } from '../described-vendor.ts'

export const DESCRIBED: DescribedVendor = {
  job: { uses: 'image-to-video', prompt: 'image', fields: 'cfg_scale: 2.5', picture: [1024, 576] },
  others: {
    seeded: '{ uses: image-to-video, with: { image: { file: seeded.png }, seed: 4294967294, motion_bucket_id: 40 } }',
    quiet: '{ uses: image-to-video, with: { image: { file: quiet.png }, motion_bucket_id: 1 } }',
  },
  prices: { clip: 20, seeded: 20, quiet: 20 },
  forbidden: 'unknown',
  lost: 'uncertain',
  calls: {
    good: [
      'imageToVideo({ image: new Blob([]), seed: 7 })',
      "imageToVideo({ image: new Blob([]) }).then(({ outputs: { video } }) => client.engine.outputFetch('image-to-video', 'video')(video, {}))",
    ],
    bad: 'imageToVideo({ seed: 7 })',
    error: /'image' is missing/,
  },
}
