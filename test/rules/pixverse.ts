import { DOG, IMAGE, PIXVERSE_REQUESTS } from './pixverse-requests.ts'
import type { RuleTable } from './rule-table.ts'

function dogs(count: number) {
  return Array.from({ length: count }, (_, index) => ({ ...DOG, ref_name: `dog${index}` }))
}
function calling(count: number) {
  return {
    image_references: dogs(count),
    prompt: dogs(count)
      .map(({ ref_name }) => `@${ref_name}`)
      .join(' '),
  }
}
function photos(count: number) {
  return Array.from({ length: count }, (_, index) => ({ img_url: `https://example.com/${index}.jpg` }))
}

function either(first: string, second: string) {
  return `give either ${first} or ${second}, and not both`
}

export const pixverseRules: RuleTable = {
  requests: PIXVERSE_REQUESTS,
  rows: [
    {
      text: 'duration is a whole number of seconds from 1 to 15, not {duration}',
      change: { duration: 16 },
      expected: 'duration is a whole number of seconds from 1 to 15, not 16',
    },
    {
      text: 'duration is a whole number of seconds up to 15, not {duration}',
      change: { duration: 16 },
      expected: 'duration is a whole number of seconds up to 15, not 16',
    },
    {
      text: 'duration {duration} is not offered by {model}: use 5 or 8',
      change: { model: 'v5', duration: 10 },
      expected: 'duration 10 is not offered by v5: use 5 or 8',
    },
    {
      text: 'duration {duration} is not offered by {model}: use 5, 8 or 10',
      change: { model: 'v5.5', duration: 6 },
      expected: 'duration 6 is not offered by v5.5: use 5, 8 or 10',
    },
    {
      text: 'duration {duration} is not offered at {quality} by {model}: use 5, or 720p',
      change: { model: 'v3.5', duration: 8, quality: '1080p' },
      expected: 'duration 8 is not offered at 1080p by v3.5: use 5, or 720p',
    },
    {
      text: 'duration {duration} is not offered at {quality} by {model}: use 5 or 8, or 720p',
      change: { model: 'v5.5', duration: 10, quality: '1080p' },
      expected: 'duration 10 is not offered at 1080p by v5.5: use 5 or 8, or 720p',
    },
    {
      text: 'aspect_ratio {aspect_ratio} is not offered by {model}: use 16:9, 4:3, 1:1, 3:4 or 9:16, or the model v6 or c1',
      change: { model: 'v5.6', aspect_ratio: '21:9' },
      expected: 'aspect_ratio 21:9 is not offered by v5.6: use 16:9, 4:3, 1:1, 3:4 or 9:16, or the model v6 or c1',
    },
    {
      text: 'motion_mode fast needs duration 5, not {duration}: use 5, or normal',
      change: { model: 'v4.5', motion_mode: 'fast', duration: 8 },
      expected: 'motion_mode fast needs duration 5, not 8: use 5, or normal',
    },
    {
      text: 'motion_mode fast is not offered at {quality}: use 720p, or normal',
      change: { model: 'v4.5', motion_mode: 'fast', quality: '1080p' },
      expected: 'motion_mode fast is not offered at 1080p: use 720p, or normal',
    },
    {
      text: 'motion_mode fast is not offered by {model}: use normal, or v4.5',
      change: { motion_mode: 'fast' },
      expected: 'motion_mode fast is not offered by v6: use normal, or v4.5',
    },
    {
      text: 'camera_movement is not offered by {model}: leave it out, or use v5 or older',
      change: { model: 'v5.5', camera_movement: 'zoom_in' },
      expected: 'camera_movement is not offered by v5.5: leave it out, or use v5 or older',
    },
    {
      text: 'camera_movement and template_id exclude each other',
      change: { camera_movement: 'zoom_in', template_id: 1 },
      expected: 'camera_movement and template_id exclude each other',
    },
    {
      text: 'sound_effect_switch and sound_effect_content are for v5 and older: {model} makes its own sound with generate_audio_switch',
      change: { sound_effect_switch: true },
      expected: 'sound_effect_switch and sound_effect_content are for v5 and older: v6 makes its own sound with generate_audio_switch',
    },
    {
      text: 'lip_sync_tts_switch, lip_sync_tts_content and lip_sync_tts_speaker_id are for v5 and older: with {model} use the operation lip-sync on the finished clip',
      change: { lip_sync_tts_content: 'hello' },
      expected:
        'lip_sync_tts_switch, lip_sync_tts_content and lip_sync_tts_speaker_id are for v5 and older: with v6 use the operation lip-sync on the finished clip',
    },
    {
      text: 'generate_audio_switch is not offered by {model}: use v5.5, v5.6, v6 or c1',
      change: { model: 'v5', generate_audio_switch: true },
      expected: 'generate_audio_switch is not offered by v5: use v5.5, v5.6, v6 or c1',
    },
    {
      text: 'generate_multi_clip_switch is not offered by {model}: use v5.5 or v6',
      change: { model: 'v5.6', generate_multi_clip_switch: true },
      expected: 'generate_multi_clip_switch is not offered by v5.6: use v5.5 or v6',
    },
    {
      text: 'thinking_type is not offered by {model}: leave it out, or use v5.5',
      change: { model: 'v5', thinking_type: 'auto' },
      expected: 'thinking_type is not offered by v5: leave it out, or use v5.5',
    },
    {
      text: 'template_id {template_id} makes it a template video: use the operation template',
      change: { template_id: 7 },
      expected: 'template_id 7 makes it a template video: use the operation template',
    },
    {
      text: 'img_ids ({img_ids}) are for templates: use img_id, or the operation template',
      change: { img_ids: [7, 8] },
      expected: 'img_ids ([7,8]) are for templates: use img_id, or the operation template',
    },
    {
      text: "aspect_ratio {aspect_ratio} is not accepted here: the clip has the picture's ratio",
      change: { aspect_ratio: '16:9' },
      expected: "aspect_ratio 16:9 is not accepted here: the clip has the picture's ratio",
    },
    {
      text: "aspect_ratio {aspect_ratio} is not accepted here: the result has the clip's ratio",
      change: { aspect_ratio: '16:9' },
      expected: "aspect_ratio 16:9 is not accepted here: the result has the clip's ratio",
    },
    {
      text: 'give either img_id (a template for one picture) or img_ids (a template for several), which is api_gen_img_ids for some templates',
      change: { img_ids: [7, 8] },
      expected:
        'give either img_id (a template for one picture) or img_ids (a template for several), which is api_gen_img_ids for some templates',
    },
    {
      text: 'generate_multi_clip_switch ({generate_multi_clip_switch}) is not accepted here: the result is a single shot',
      change: { generate_multi_clip_switch: true },
      expected: 'generate_multi_clip_switch (true) is not accepted here: the result is a single shot',
    },
    {
      text: either('source_video_id (a clip made by this API)', 'video_media_id (an uploaded one)'),
      change: { video_media_id: 405833376854443 },
      expected: either('source_video_id (a clip made by this API)', 'video_media_id (an uploaded one)'),
    },
    {
      text: either('audio_media_id (an uploaded sound),', 'lip_sync_tts_speaker_id and lip_sync_tts_content'),
      change: { lip_sync_tts_speaker_id: '7', lip_sync_tts_content: 'hello' },
      expected: either('audio_media_id (an uploaded sound),', 'lip_sync_tts_speaker_id and lip_sync_tts_content'),
    },
    {
      text: 'lip_sync_tts_speaker_id and lip_sync_tts_content go together',
      change: { audio_media_id: undefined, lip_sync_tts_content: 'hello' },
      expected: 'lip_sync_tts_speaker_id and lip_sync_tts_content go together',
    },
    {
      text: 'prompt may be empty only with a template_id',
      change: { prompt: '' },
      expected: 'prompt may be empty only with a template_id',
    },
    {
      text: 'fusion is not offered by {model}: use v4.5 or newer',
      change: { model: 'v4' },
      expected: 'fusion is not offered by v4: use v4.5 or newer',
    },
    {
      text: 'image_references are required, or video_references with v6 and reference_mode omni',
      change: { image_references: undefined },
      expected: 'image_references are required, or video_references with v6 and reference_mode omni',
    },
    {
      text: 'duration {duration} is not offered without video_references: use 1 to 15',
      change: { duration: 0 },
      expected: 'duration 0 is not offered without video_references: use 1 to 15',
    },
    {
      text: 'duration {duration} is not offered with video_references: use 0, the clips decide the length',
      change: { reference_mode: 'omni', video_references: [{ ref_name: 'video1', video_media_id: 405833376854443 }] },
      expected: 'duration 5 is not offered with video_references: use 0, the clips decide the length',
    },
    {
      text: 'aspect_ratio {aspect_ratio} is not offered without video_references: use 16:9, or another ratio',
      change: { aspect_ratio: 'auto' },
      expected: 'aspect_ratio auto is not offered without video_references: use 16:9, or another ratio',
    },
    {
      text: '{model} with reference_mode omni accepts at most 8 subjects and 2 backgrounds',
      change: { ...calling(9), reference_mode: 'omni' },
      expected: 'v6 with reference_mode omni accepts at most 8 subjects and 2 backgrounds',
    },
    { text: '{model} accepts at most 3 pictures', change: { model: 'v5', ...calling(4) }, expected: 'v5 accepts at most 3 pictures' },
    {
      text: '{model} accepts at most 7 pictures: leave some out, or use v6 with reference_mode omni',
      change: calling(8),
      expected: 'v6 accepts at most 7 pictures: leave some out, or use v6 with reference_mode omni',
    },
    {
      text: 'generate_audio_switch is not offered by {model} here: use v5.6, v6 or c1',
      change: { model: 'v5.5', generate_audio_switch: true },
      expected: 'generate_audio_switch is not offered by v5.5 here: use v5.6, v6 or c1',
    },
    {
      text: 'reference_mode and video_references are for v6, not {model}',
      change: { model: 'c1', reference_mode: 'omni' },
      expected: 'reference_mode and video_references are for v6, not c1',
    },
    {
      text: 'video_references need reference_mode: omni',
      change: { duration: 0, video_references: [{ ref_name: 'video1', video_media_id: 405833376854443 }] },
      expected: 'video_references need reference_mode: omni',
    },
    {
      text: 'multi-transition is not offered by {model}: use v5 or older',
      change: { model: 'v6' },
      expected: 'multi-transition is not offered by v6: use v5 or older',
    },
    {
      text: 'with three pictures or more, a step lasts 1 to 5 s',
      change: { multi_transition: [{ img_id: IMAGE, duration: 6 }, { img_id: IMAGE, duration: 5 }, { img_id: IMAGE }] },
      expected: 'with three pictures or more, a step lasts 1 to 5 s',
    },
    {
      text: 'each picture but the last needs a duration of at least 1 s',
      change: {
        multi_transition: [...Array.from({ length: 5 }, () => ({ img_id: IMAGE, duration: 5 })), { img_id: IMAGE }, { img_id: IMAGE }],
      },
      expected: 'each picture but the last needs a duration of at least 1 s',
    },
    {
      text: either('restyle_id (a look of the list)', 'restyle_prompt (a look in words)'),
      change: { restyle_id: 1 },
      expected: either('restyle_id (a look of the list)', 'restyle_prompt (a look in words)'),
    },
    {
      text: 'quality {quality} is not offered here: use 360p, 540p or 720p',
      change: { quality: '1080p' },
      expected: 'quality 1080p is not offered here: use 360p, 540p or 720p',
    },
    {
      text: '{model} does not extend clips: use v6, or v5.5 and older',
      change: { model: 'c1' },
      expected: 'c1 does not extend clips: use v6, or v5.5 and older',
    },
    {
      text: either('product_url,', 'a prompt and img_references'),
      change: { prompt: 'a sunny house', img_references: photos(5) },
      expected: either('product_url,', 'a prompt and img_references'),
    },
    {
      text: 'fast accepts at most 20 pictures: leave some out, or use pro',
      change: { model: 'fast', mode: undefined, product_url: undefined, prompt: 'a sunny house', img_references: photos(21) },
      expected: 'fast accepts at most 20 pictures: leave some out, or use pro',
    },
    { text: 'mode is for pro: leave it out, or use pro', change: { model: 'fast' }, expected: 'mode is for pro: leave it out, or use pro' },
    {
      text: 'quality {quality} is for pro: use 720p or 1080p',
      change: { model: 'fast', mode: undefined, quality: '480p' },
      expected: 'quality 480p is for pro: use 720p or 1080p',
    },
    {
      text: 'aspect_ratio {aspect_ratio} is for pro',
      change: { model: 'fast', mode: undefined, aspect_ratio: '21:9' },
      expected: 'aspect_ratio 21:9 is for pro',
    },
    {
      text: 'duration and video_style are for the mode ad_house_tour',
      change: { mode: 'property_tour', duration: 15 },
      expected: 'duration and video_style are for the mode ad_house_tour',
    },
    {
      text: 'language_code is not accepted by the mode ad_house_tour',
      change: { language_code: 'auto' },
      expected: 'language_code is not accepted by the mode ad_house_tour',
    },
    {
      text: 'give either image (a file) or image_url, not both',
      change: { image: 'bytes' },
      expected: 'give either image (a file) or image_url, not both',
    },
    { text: 'give either file or file_url, not both', change: { file: 'bytes' }, expected: 'give either file or file_url, not both' },
    {
      text: 'write the time as 2026-09-01 00:00:00, in UTC',
      change: { start_time: '2026-09-01T00:00:00Z' },
      expected: 'write the time as 2026-09-01 00:00:00, in UTC',
    },
    {
      text: 'give both start_time and end_time (at most 30 days apart), or neither',
      change: { end_time: undefined },
      expected: 'give both start_time and end_time (at most 30 days apart), or neither',
    },
  ],
}
