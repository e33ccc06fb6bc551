import { signal } from '@preact/signals'

/** The latest notice: a sentence for the page and screen readers. */
export const notice = signal('')

let timer: ReturnType<typeof setTimeout> | undefined

export function notify(text: string): void {
  notice.value = text
  clearTimeout(timer)
  timer = setTimeout(() => {
    notice.value = ''
  }, 5000)
}
