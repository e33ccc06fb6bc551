import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CompletionItem } from 'vscode-languageserver-protocol'
import { type LanguageServer, startLanguageServer } from './language-server/language-server.ts'

// Runs the language server that VS Code, Neovim and others use for YAML, with the schema in the package.

let editor: LanguageServer
beforeAll(async () => {
  editor = await startLanguageServer()
})
afterAll(() => editor.close())

function labels(items: readonly CompletionItem[]) {
  return items.map(({ label }) => label)
}

/** A job of this operation, with these lines under `with`. */
function job(uses: string, ...lines: readonly string[]) {
  return ['version: 1', 'jobs:', '  hero:', `    uses: ${uses}`, '    with:', ...lines.map((line) => `      ${line}`), ''].join('\n')
}

/** The required fields of text-to-video at PixVerse that the lines do not give. */
function textToVideo(...lines: readonly string[]) {
  return job('pixverse/text-to-video', 'prompt: a glacier', 'aspect_ratio: "16:9"', ...lines)
}

describe('completion', () => {
  test('`uses` offers every operation of every provider, with its description', async () => {
    const offered = await editor.complete('version: 1\njobs:\n  hero:\n    uses: |\n')
    expect(labels(offered)).toEqual(
      expect.arrayContaining(['pixverse/text-to-video', 'pixverse/extend', 'acedata/extend', '302ai/fusion', 'text-to-video']),
    )
    const extend = offered.find(({ label }) => label === 'pixverse/extend')
    expect(JSON.stringify(extend?.documentation)).toContain('begins with the source clip')
  })

  test('a job offers its keys, with their descriptions', async () => {
    const offered = await editor.complete('version: 1\njobs:\n  hero:\n    uses: pixverse/extend\n    |\n')
    expect(labels(offered)).toEqual(expect.arrayContaining(['with', 'output', 'matrix', 'foreach', 'takes', 'needs', 'tags']))
    expect(offered.every(({ documentation }) => documentation !== undefined)).toBe(true)
  })

  test('`with` offers the fields of the operation, and no others', async () => {
    const ofTextToVideo = labels(await editor.complete(job('pixverse/text-to-video', '|')))
    const ofExtend = labels(await editor.complete(job('pixverse/extend', '|')))
    expect(ofTextToVideo).toEqual(expect.arrayContaining(['prompt', 'model', 'aspect_ratio', 'camera_movement']))
    expect(ofTextToVideo).not.toContain('source_video_id')
    expect(ofExtend).toEqual(expect.arrayContaining(['prompt', 'model', 'source_video_id']))
    expect(ofExtend).not.toContain('aspect_ratio')
  })

  test('`with` accepts canonical names, but offers only the operation’s own', async () => {
    const offered = labels(await editor.complete(job('pixverse/image-to-video', '|')))
    expect(offered).toContain('img_id')
    expect(offered).not.toContain('image')
  })

  test('an operation without a provider has the fields of the default provider', async () => {
    const rest = job('extend', '|').replace('version: 1\n', '')
    const at = async (provider: string) => labels(await editor.complete(`version: 1\ndefaults: { provider: ${provider} }\n${rest}`))
    expect(await at('pixverse')).toContain('source_video_id')
    expect(await at('acedata')).toEqual(expect.arrayContaining(['video_id']))
    expect(await at('acedata')).not.toContain('source_video_id')
  })

  test('`defaults.with` offers fields of the operations', async () => {
    const offered = await editor.complete('version: 1\ndefaults:\n  provider: pixverse\n  with:\n    |\njobs: {}\n')
    expect(labels(offered)).toEqual(expect.arrayContaining(['model', 'quality', 'duration']))
  })

  test('a field offers its values: qualities, models', async () => {
    expect(labels(await editor.complete(job('pixverse/text-to-video', 'quality: |')))).toEqual(['360p', '540p', '720p', '1080p'])
    expect(labels(await editor.complete(job('pixverse/text-to-video', 'model: |')))).toEqual(expect.arrayContaining(['v6', 'v5', 'v3.5']))
  })

  test.each([
    ['v5', ['5', '8']],
    ['v5.5', ['5', '8', '10']],
  ])('values are those of the model: lengths of %s', async (model, lengths) => {
    expect(labels(await editor.complete(job('pixverse/text-to-video', `model: ${model}`, 'duration: |')))).toEqual(lengths)
  })
})

describe('hover', () => {
  test('an error class, under `retries`', async () => {
    const text = await editor.hover('version: 1\ndefaults:\n  retries:\n    time|out: 1\njobs: {}\n')
    expect(text).toContain('never submitted again')
  })

  test('an operation shows its description', async () => {
    expect(await editor.hover('version: 1\njobs:\n  hero:\n    uses: pixverse/ext|end\n')).toContain(
      'The result begins with the source clip.',
    )
  })

  test('a field shows its description and its values', async () => {
    const text = await editor.hover(job('pixverse/text-to-video', 'qual|ity: 540p'))
    expect(text).toContain('Height of a landscape clip in pixels.')
    expect(text).toContain('`1080p`')
  })

  test('`with` shows the rules between fields', async () => {
    const text = await editor.hover(job('pixverse/text-to-video', 'quality: 540p').replace('with:', 'w|ith:'))
    expect(text).toContain('not offered at 1080p')
  })
})

describe('diagnostics', () => {
  test('nothing in a valid manifest', async () => {
    expect(await editor.diagnose(textToVideo('model: v5', 'quality: 540p', 'duration: 5'))).toEqual([])
    expect(await editor.diagnose(textToVideo('model: v5', 'quality: "${{ vars.quality }}"', 'duration: 5'))).toEqual([])
  })

  test('nothing in a job that is a paid call', async () => {
    expect(await editor.diagnose(job('pixverse/swap-mask', 'source_video_id: 1'))).toEqual([])
    expect(await editor.diagnose(job('acedata/character', 'images: ["https://example.com/a.png"]'))).toEqual([])
  })

  test('nothing in a job written in canonical names', async () => {
    const image = 'image: { url: "https://example.com/a.png" }'
    const frames = ['first_frame: { url: "https://example.com/a.png" }', 'last_frame: { url: "https://example.com/b.png" }']
    expect(await editor.diagnose(job('pixverse/image-to-video', image, 'audio: true'))).toEqual([])
    expect(await editor.diagnose(job('acedata/image-to-video', image, 'motion: normal'))).toEqual([])
    expect(await editor.diagnose(job('302ai/image-to-video', image, 'audio: true', 'sound_effect: false'))).toEqual([])
    expect(await editor.diagnose(job('302ai/fusion', 'images: ["https://example.com/a.png"]', 'duration: 5'))).toEqual([])
    for (const provider of ['pixverse', 'acedata', '302ai']) {
      expect(await editor.diagnose(job(`${provider}/transition`, ...frames))).toEqual([])
    }
    expect(await editor.diagnose(job('pixverse/transition', 'frames: [1, 2]'))).toEqual([])
  })

  test('a wrong value under a canonical name', async () => {
    const [diagnostic] = await editor.diagnose(job('302ai/text-to-video', 'aspect_ratio: "21:9"'))
    expect(diagnostic?.message).toContain('"16:9"')
  })

  test.each([
    ['a wrong value', textToVideo('model: v5', 'quality: 5400p'), '5400p', 'Valid values: "360p", "540p", "720p", "1080p"'],
    ['a value that the model does not have', textToVideo('model: v5', 'duration: 10'), '10', 'Valid values: 5, 8'],
    ['a value that excludes another', textToVideo('quality: 1080p', 'motion_mode: fast'), 'fast', 'Valid values: "normal"'],
    ['a field that the operation does not have', textToVideo('qualty: 540p'), 'qualty', 'Property qualty is not allowed'],
    [
      'an operation that the provider does not have',
      job('pixverse/text-to-vide', 'prompt: x'),
      'pixverse/text-to-vide',
      'pixverse/text-to-video',
    ],
    ['an unknown error class', 'version: 1\ndefaults:\n  retries:\n    sever: 5\njobs: {}\n', 'sever', 'Property sever is not allowed'],
    ['an unknown key of a job', job('pixverse/extend', 'prompt: x').replace('uses:', 'use:'), 'use', 'Property use is not allowed'],
  ])('%s', async (_, manifest, underlined, message) => {
    const diagnostics = await editor.diagnose(manifest)
    const lines = manifest.split('\n')
    const texts = diagnostics.map(({ range }) => {
      // The line with the schema is above the manifest.
      const line = lines[range.start.line - 1] ?? ''
      return line.slice(range.start.character, range.end.line === range.start.line ? range.end.character : undefined)
    })
    expect(texts).toContain(underlined)
    expect(diagnostics.map((diagnostic) => diagnostic.message).join('\n')).toContain(message)
  })

  test('not an operation of a provider of the user’s own', async () => {
    expect(await editor.diagnose(job('acme/text-to-video', 'script: a fox'))).toEqual([])
  })
})
