import type { DescribedVendor } from '../described-vendor.ts'

const VOICE = 'voice_id: 21m00Tcm4TlvDq8ikWAM'

export const DESCRIBED: DescribedVendor = {
  job: { uses: 'text-to-speech', prompt: 'text', fields: `${VOICE}, model_id: vox_flash, speed: 0.7` },
  others: {
    slow: `{ uses: text-to-speech, with: { text: slow, ${VOICE}, stability: 1, output_format: wav_44100 } }`,
    rain: '{ uses: sound-effect, with: { prompt: rain, duration_seconds: 22 } }',
  },
  prices: {
    clip: 2,
    'busy-submission': 7.5,
    'busy-read': 4.5,
    'lost-read': 4.5,
    forbidden: 4.5,
    'lost-submission': 7.5,
    slow: 4,
    rain: 40,
  },
  lost: 'uncertain',
  answers: 'audio',
  calls: {
    good: [
      "textToSpeech({ text: 'a', voice_id: 'b' }).then(({ body, charged = 0 }) => [new Response(body.stream).blob(), charged.toFixed(1)])",
      "soundEffect({ prompt: 'rain', duration_seconds: 5 })",
    ],
    bad: "textToSpeech({ text: 'a', voice_id: 'b', model_id: 'vox_3' })",
    error: /'"vox_3"' is not assignable/,
  },
}
