import { isHelpOpen } from '../state/view.ts'
import { BINDINGS } from './bindings.ts'

/** Hears keys anywhere on the page, except where they write text or belong to a control. */
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

/** Keys that the element in focus needs for itself. */
function isBusy(target: HTMLElement, key: string): boolean {
  if (target.matches('input[type="search"], textarea')) {
    if (key === 'Escape') target.blur()
    return true
  }
  if (target.matches('select, input[type="range"], video')) return key !== 'Escape' && key !== '?'
  if (target.matches('button, a, summary, input')) return key === 'Enter' || key === ' '
  return false
}
