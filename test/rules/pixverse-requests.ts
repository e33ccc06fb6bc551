import type { RuleTable } from './rule-table.ts'

export const IMAGE = 317982208110208
const VIDEO = 328545151283013
export const DOG = { type: 'subject', img_id: IMAGE, ref_name: 'dog' }
const CLIP = { model: 'v6', prompt: 'a glacier', duration: 5, quality: '720p' }
const SOURCE = { source_video_id: VIDEO }
const TOUR = { model: 'pro', mode: 'ad_house_tour', product_url: 'https://example.com/17' }

/** A good request for each operation that has rules. */
export const PIXVERSE_REQUESTS: RuleTable['requests'] = {
  'text-to-video': { ...CLIP, aspect_ratio: '16:9' },
  'image-to-video': { ...CLIP, img_id: IMAGE },
  template: { ...CLIP, prompt: '', template_id: 302325299692608, img_id: IMAGE },
  transition: { ...CLIP, first_frame_img: IMAGE, last_frame_img: IMAGE },
  extend: { ...CLIP, ...SOURCE },
  fusion: { ...CLIP, aspect_ratio: '16:9', prompt: '@dog runs', image_references: [DOG] },
  'lip-sync': { ...SOURCE, audio_media_id: 405833376854444 },
  'multi-transition': { model: 'v5', quality: '540p', multi_transition: [{ img_id: IMAGE, duration: 8 }, { img_id: IMAGE }] },
  restyle: { ...SOURCE, restyle_prompt: 'pencil' },
  'swap-mask': SOURCE,
  swap: { ...SOURCE, keyframe_id: 1, mask_id: '0', img_id: IMAGE, quality: '540p' },
  'sound-effect': SOURCE,
  mimic: { ...SOURCE, img_id: IMAGE, quality: '540p' },
  modify: { ...SOURCE, prompt: 'replace it', quality: '540p' },
  upscale: SOURCE,
  avatar: { img_id: IMAGE, quality: '720p', audio_media_id: 405833376854444 },
  'real-estate-tour': TOUR,
  'upload-image': { image_url: 'https://example.com/1.png' },
  'upload-media': { file_url: 'https://example.com/1.mp4' },
  'usage-detail': { start_time: '2026-09-01 00:00:00', end_time: '2026-09-30 00:00:00' },
}
