import { effect, signal } from '@preact/signals'
import { recall, remember } from './storage.ts'

type Theme = 'dark' | 'light'

const wanted = recall('theme')

/** Absent: the system's theme. */
const theme = signal<Theme | undefined>(wanted === 'dark' || wanted === 'light' ? wanted : undefined)

const systemIsDark = signal(matchMedia('(prefers-color-scheme: dark)').matches)

export function isDark(): boolean {
  return theme.value === undefined ? systemIsDark.value : theme.value === 'dark'
}

export function toggleTheme(): void {
  theme.value = isDark() ? 'light' : 'dark'
  remember('theme', theme.value)
}

/** Applies the theme to the document. */
export function followTheme(): void {
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', (event) => {
    systemIsDark.value = event.matches
  })
  effect(() => {
    document.documentElement.dataset['theme'] = isDark() ? 'dark' : 'light'
  })
}

const narrow = matchMedia('(max-width: 900px)')

/** Whether the screen has room for one column only. */
export const isNarrow = signal(narrow.matches)

narrow.addEventListener('change', ({ matches }) => {
  isNarrow.value = matches
})
