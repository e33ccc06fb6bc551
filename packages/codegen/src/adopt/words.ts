/** The words of a name, in lower case: `promptText`, `prompt_text` and `prompt-text` are `prompt`, `text`. */
export function wordsOf(name: string): string[] {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')
}

/** A name in kebab case. */
export function kebab(name: string): string {
  return wordsOf(name).join('-')
}

/** `generations` -> `generation`. */
export function singular(word: string): string {
  if (word.endsWith('ies')) return `${word.slice(0, -3)}y`
  return word.length > 3 && /[^isu]s$/.test(word) ? word.slice(0, -1) : word
}

/** Whether a name is that of an id. */
export function isIdName(name: string): boolean {
  return /(id|uuid|guid)$|^name$/.test(wordsOf(name).at(-1) ?? '')
}

export type State = 'pending' | 'running' | 'succeeded' | 'failed'

/** Words with which vendors name the states of a task, without separators. */
const STATE_WORDS: Readonly<Record<State, string>> = {
  pending:
    'accepted created enqueued initialized initiated inqueue new notstarted pending queued queueing queuing received scheduled starting submitted throttled todo waiting wait',
  running:
    'active converting downloading dreaming encoding executing fetching finalizing generating importing inprogress ongoing postprocessing preparing preprocessing processing progress rendering running saving started transcoding uploading working',
  succeeded: 'available complete completed done finished ready success successful succeed succeeded',
  failed:
    'aborted blocked cancelled canceled cancelling contentmoderated deleted error errored expired fail failed failure killed moderated nsfw rejected requestmoderated terminated timedout timeout',
}

const STATE_OF: ReadonlyMap<string, State> = new Map(
  Object.entries(STATE_WORDS).flatMap(([state, words]) => words.split(' ').map((word) => [word, state as State] as const)),
)

/** What a vendor's word says about a task. */
export function stateOf(value: unknown): State | undefined {
  return typeof value === 'string' ? STATE_OF.get(value.toLowerCase().replaceAll(/[^a-z]/g, '')) : undefined
}

/** Words of a state that only occur in texts about tasks. */
export function stateWordsIn(text: string): string[] {
  const quoted = Array.from(text.matchAll(/[`'"]([A-Za-z_-]{4,24})[`'"]/g), (match) => match[1] ?? '')
  const listed = quoted.length > 0 ? quoted : text.split(/[^A-Za-z_]+/)
  return [...new Set(listed.filter((word) => stateOf(word) !== undefined))]
}

/** Kinds of files. */
export type Media = 'video' | 'image' | 'audio'

const MEDIA_WORDS: Readonly<Record<Media, RegExp>> = {
  video: /^(videos?|clips?|movies?|mp4|animations?|film|lipsync)$/,
  image: /^(images?|img|imgs|pictures?|photos?|png|jpe?g|gif|thumbnails?|posters?|frames?|stills?)$/,
  audio: /^(audios?|mp3|wav|sounds?|speech|voices?|music|songs?|tts|dubbing)$/,
}

/** The kind of file that words speak of: the first that is found. */
export function mediaOf(words: readonly string[]): Media | undefined {
  for (const word of words) {
    for (const [media, pattern] of Object.entries(MEDIA_WORDS)) if (pattern.test(word)) return media as Media
  }
  return undefined
}
