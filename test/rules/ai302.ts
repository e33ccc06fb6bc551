import type { RuleTable } from './rule-table.ts'

export const ai302Rules: RuleTable = {
  requests: {
    'text-to-video': { prompt: 'a fox', model: 'v4.5' },
    'image-to-video': { prompt: 'it turns', model: 'v5', image: 'https://example.com/1.png' },
    transition: { prompt: 'dawn', model: 'v5', image: 'https://example.com/1.png', last_image: 'https://example.com/2.png' },
    fusion: { prompt: 'they meet', model: 'v5', fusion: ['https://example.com/1.png'] },
    'unified-image-to-video': { prompt: 'it turns', model: 'pixverse-v4', image: 'https://example.com/1.png' },
    'unified-transition': {
      prompt: 'dawn',
      model: 'pixverse-v4',
      image: 'https://example.com/1.png',
      end_image: 'https://example.com/2.png',
    },
    'unified-fusion': {
      prompt: 'they meet',
      model: 'pixverse-v4-fusion',
      image: ['https://example.com/1.png', 'https://example.com/2.png', 'https://example.com/3.png'],
    },
  },
  rows: [
    {
      text: 'last_image cannot be used together with an effect (template_id)',
      change: { last_image: 'https://example.com/2.png', template_id: 1 },
      expected: 'last_image cannot be used together with an effect (template_id)',
    },
    {
      text: 'v5.5 does not accept camera_movement (here {camera_movement}); leave it out, or use v5 or older',
      change: { model: 'v5.5', camera_movement: 'zoom_in' },
      expected: 'v5.5 does not accept camera_movement (here zoom_in); leave it out, or use v5 or older',
    },
    {
      text: 'audio is a switch of v5.5, and {model} does not have it: leave it out, or use v5.5',
      change: { audio: 1 },
      expected: 'audio is a switch of v5.5, and v5 does not have it: leave it out, or use v5.5',
    },
    ...['generate_audio_switch', 'generate_multi_clip_switch'].map((name) => ({
      text: `${name} is a switch of v5.5, and {model} does not have it: leave it out, or use v5.5`,
      change: { [name]: true },
      expected: `${name} is a switch of v5.5, and v4.5 does not have it: leave it out, or use v5.5`,
    })),
    {
      text: 'thinking_type is a switch of v5.5, and {model} does not have it: leave it out, or use v5.5',
      change: { thinking_type: 'auto' },
      expected: 'thinking_type is a switch of v5.5, and v4.5 does not have it: leave it out, or use v5.5',
    },
    {
      text: 'this field takes a file, written as { file: path }, a data: URI, or a public URL',
      change: { image: ['cup.png', 'cup.png', 'cup.png'] },
      expected: 'this field takes a file, written as { file: path }, a data: URI, or a public URL',
      operations: ['unified-fusion'],
    },
    {
      text: 'this field takes a file, written as { file: path }, a data: URI, or a public URL',
      change: { image: 'cup.png' },
      expected: 'this field takes a file, written as { file: path }, a data: URI, or a public URL',
      operations: ['unified-image-to-video', 'unified-transition'],
    },
    {
      text: 'image needs exactly three pictures for fusion',
      change: { image: ['https://example.com/1.png'] },
      expected: 'image needs exactly three pictures for fusion',
    },
  ],
}
