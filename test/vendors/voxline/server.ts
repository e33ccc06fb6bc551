import {
  type Check,
  charactersIn,
  type Fields,
  fileAnswer,
  isFields,
  isForbidden,
  jsonBody,
  number,
  oneOf,
  problemOf,
  text,
} from '../vendor-requests.ts'
import type { CreateVendor, VendorAnswer, VendorRequest } from '../vendor-server.ts'

const VOICE = { voice_id: '21m00Tcm4TlvDq8ikWAM', name: 'Rachel' }
const CREDITS_A_CHARACTER: Readonly<Record<string, number>> = { vox_2: 1, vox_flash: 0.5 }
const CREDITS_A_SOUND = 40
const FORMATS = new Map([
  ['mp3_44100_128', 'audio/mpeg'],
  ['wav_44100', 'audio/wav'],
])
const SETTINGS: Readonly<Record<string, Check>> = { stability: number(0, 1), speed: number(0.7, 1.2) }

export const createVendor: CreateVendor = (options) => {
  const charges: { prompt: string }[] = []
  const account = { credits: 100_000 }

  function handle(request: VendorRequest): VendorAnswer {
    const { method, path, headers } = request
    if (headers['xv-api-key'] !== options.key) return refusal(401, 'invalid_api_key', 'The key is missing or wrong')
    const voice = /^\/v1\/speech\/([^/]+)$/.exec(path)?.[1]
    if (method === 'POST' && voice !== undefined) return speak(request, voice)
    switch (`${method} ${path}`) {
      case 'POST /v1/sounds':
        return makeSound(request)
      case 'GET /v1/voices':
        return { status: 200, body: { voices: [VOICE] } }
      case 'GET /v1/user':
        return { status: 200, body: { credits_left: account.credits } }
      default:
        return refusal(404, 'not_found', 'Nothing is at this address')
    }
  }

  function speak(request: VendorRequest, voice: string): VendorAnswer {
    if (voice !== VOICE.voice_id) return refusal(404, 'voice_not_found', 'This voice does not exist')
    const format = FORMATS.get(request.query.get('output_format') ?? 'mp3_44100_128')
    if (format === undefined) return invalid(['query', 'output_format'], 'The format does not exist')
    const body = jsonBody(request)
    if (!body) return refusal(400, 'invalid_request', 'The body must be a JSON object')
    const checks = { text: text(5000), model_id: oneOf(...Object.keys(CREDITS_A_CHARACTER)), settings: isFields }
    const problem = problemOf(body, checks, ['text'])
    if (problem) return invalid(['body', problem.field], `The field is ${problem.problem}`)
    const wrongSetting = problemOf((body['settings'] ?? {}) as Fields, SETTINGS, [])
    if (wrongSetting) return invalid(['body', 'settings', wrongSetting.field], `The field is ${wrongSetting.problem}`)
    const spoken = String(body['text'])
    const credits = charactersIn(spoken) * (CREDITS_A_CHARACTER[String(body['model_id'] ?? 'vox_2')] ?? 1)
    return audio(spoken, credits, format)
  }

  function makeSound(request: VendorRequest): VendorAnswer {
    const body = jsonBody(request)
    if (!body) return refusal(400, 'invalid_request', 'The body must be a JSON object')
    const problem = problemOf(body, { prompt: text(), duration_seconds: number(0.5, 22) }, ['prompt'])
    if (problem) return invalid(['body', problem.field], `The field is ${problem.problem}`)
    return audio(String(body['prompt']), CREDITS_A_SOUND, 'audio/mpeg')
  }

  /** The work is charged when its answer begins, so a lost answer costs as much as another. */
  function audio(prompt: string, credits: number, type: string): VendorAnswer {
    if (isForbidden(prompt)) return refusal(400, 'content_refused', 'The content is refused')
    if (account.credits < credits) return refusal(402, 'quota_exceeded', 'There are too few credits')
    account.credits -= credits
    charges.push({ prompt })
    const file = fileAnswer(options, 'audio')
    return { ...file, headers: { ...file.headers, 'content-type': type, 'x-cost': String(credits) } }
  }

  return {
    handle,
    isSubmission: ({ method, path }) => method === 'POST' && /^\/v1\/(speech\/[^/]+|sounds)$/.test(path),
    tooManyRequests: () => refusal(429, 'too_many_concurrent_requests', 'Too many requests at once'),
    charges,
    complaints: [],
  }
}

function invalid(loc: readonly string[], msg: string): VendorAnswer {
  return { status: 422, body: { detail: [{ loc, msg, type: 'value_error' }] } }
}

function refusal(status: number, code: string, message: string): VendorAnswer {
  return { status, body: { detail: { status: code, message } } }
}
