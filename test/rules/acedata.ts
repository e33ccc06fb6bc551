import type { RuleTable } from './rule-table.ts'

export const ACEDATA_RULES: RuleTable = {
  requests: {
    template: { prompt: 'a hug', model: 'v4', template_id: 307489434436288, quality: '540p' },
    transition: { prompt: 'dawn', model: 'v4', frame: ['https://example.com/1.png', 'https://example.com/2.png'] },
  },
  rows: [
    {
      text: 'the template {template_id} is not offered at {quality}: use 360p or 540p',
      change: { quality: '720p' },
      expected: 'the template 307489434436288 is not offered at 720p: use 360p or 540p',
    },
    {
      text: 'frame needs exactly two public URLs, the first and the last frame',
      change: { frame: ['https://example.com/1.png'] },
      expected: 'frame needs exactly two public URLs, the first and the last frame',
    },
  ],
}
