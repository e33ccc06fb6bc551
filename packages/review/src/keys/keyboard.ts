import { clearFilters } from '../state/filters.ts'
import { markOf, togglePick, toggleReject } from '../state/marks.ts'
import { toggleTheme } from '../state/screen.ts'
import {
  comparing,
  current,
  currentId,
  isDetailOpen,
  isHelpOpen,
  move,
  openDetail,
  toggleChosen,
  togglePlaying,
  view,
} from '../state/view.ts'
import { openCompare } from '../views/compare/open-compare.ts'
import { transport } from '../views/compare/players.ts'

/** Handles keys anywhere on the page, except those that type text or belong to the focused control. */
export function listenToKeys(): void {
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return
    const target = event.target instanceof HTMLElement ? event.target : undefined
    if (target !== undefined && isBusy(target, event.key)) return
    if (isHelpOpen.value && event.key !== 'Escape' && event.key !== '?') return
    const binding = BINDINGS.find(({ keys }) => keys.includes(event.key))
    if (binding === undefined) return
    event.preventDefault()
    binding.run()
  })
}

/** Whether the focused element needs the key itself. */
function isBusy(target: HTMLElement, key: string): boolean {
  if (target.matches('input[type="search"], textarea')) {
    if (key === 'Escape') target.blur()
    return true
  }
  if (target.matches('select, input[type="range"], video')) return key !== 'Escape' && key !== '?'
  if (target.matches('button, a, summary, input')) return key === 'Enter' || key === ' '
  return false
}

/** The id of the search field. */
export const SEARCH_ID = 'search'

function focusSearch(): void {
  document.getElementById(SEARCH_ID)?.focus()
}

/** Keys (named as in `KeyboardEvent.key`) and their actions, in the order of the help. */
type Binding = { readonly keys: readonly string[]; readonly does: string; run(): void }

const FRAME_SECONDS = 1 / 24

export const BINDINGS: readonly Binding[] = [
  { keys: ['j', 'n', 'ArrowRight'], does: 'next clip', run: () => move('next') },
  { keys: ['k', 'ArrowLeft'], does: 'previous clip', run: () => move('previous') },
  { keys: ['ArrowDown'], does: 'the clip below', run: () => move('down') },
  { keys: ['ArrowUp'], does: 'the clip above', run: () => move('up') },
  { keys: [' '], does: 'play or stop', run: play },
  { keys: ['p'], does: 'pick the take, or undo the pick', run: () => withCurrent((clip) => void togglePick(clip)) },
  { keys: ['x'], does: 'reject the clip, or undo the rejection', run: () => withCurrent(toggleReject) },
  { keys: ['Enter'], does: 'details of the clip', run: () => withCurrent(({ id }) => openDetail(id)) },
  { keys: ['c'], does: 'compare the chosen clips, or the takes or neighbours of this clip', run: () => openCompare(current.value) },
  { keys: ['v'], does: 'choose the clip for a comparison', run: () => withCurrent(({ id }) => toggleChosen(id)) },
  { keys: [','], does: 'compare: one frame back', run: () => transport.value?.step(-FRAME_SECONDS) },
  { keys: ['.'], does: 'compare: one frame forward', run: () => transport.value?.step(FRAME_SECONDS) },
  { keys: ['u'], does: 'the next undecided clip', run: nextOpen },
  { keys: ['1'], does: 'clips', run: () => show('clips') },
  { keys: ['2'], does: 'matrix', run: () => show('matrix') },
  { keys: ['3'], does: 'timeline', run: () => show('timeline') },
  { keys: ['4'], does: 'cost', run: () => show('cost') },
  { keys: ['/'], does: 'search', run: focusSearch },
  { keys: ['0'], does: 'show all clips', run: clearFilters },
  { keys: ['t'], does: 'dark or light', run: toggleTheme },
  { keys: ['Escape'], does: 'close', run: close },
  { keys: ['?'], does: 'this list', run: () => (isHelpOpen.value = !isHelpOpen.value) },
]

function withCurrent(act: (clip: NonNullable<typeof current.value>) => void): void {
  if (current.value === undefined) move('next')
  else act(current.value)
}

function play(): void {
  if (transport.value !== undefined) transport.value.toggle()
  else if (isDetailOpen.value) playInDetail()
  else withCurrent(({ id, file }) => file !== undefined && togglePlaying(id))
}

function nextOpen(): void {
  const start = currentId.value
  do {
    const before = currentId.value
    move('next')
    if (currentId.value === before || currentId.value === start) return
  } while (current.value !== undefined && markOf(current.value) !== 'open')
}

export function show(next: typeof view.value): void {
  comparing.value = undefined
  view.value = next
}

function close(): void {
  if (isHelpOpen.value) isHelpOpen.value = false
  else if (isDetailOpen.value) isDetailOpen.value = false
  else if (comparing.value !== undefined) comparing.value = undefined
  else currentId.value = undefined
}

/** Plays or stops the player of the open panel. */
function playInDetail(): void {
  const player = document.querySelector('.detail .player')
  if (!(player instanceof HTMLMediaElement)) return
  if (player.paused) void player.play().catch(() => undefined)
  else player.pause()
}
