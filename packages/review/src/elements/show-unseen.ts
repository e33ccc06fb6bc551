import { options, type VNode } from 'preact'
import { UNSEEN } from '../contract/unseen.ts'

/** The attributes whose text the page shows or screen readers read. */
const TEXTS = ['title', 'aria-label', 'placeholder', 'alt'] as const

/**
 * Replaces invisible characters, and those that change the writing direction, by a visible one, in every text of the page. Line breaks stay.
 */
export function showUnseen(): void {
  const before = options.vnode
  options.vnode = (vnode) => {
    // In Preact a text node has no type, and its `props` are the text.
    const node = vnode as Omit<VNode, 'props'> & { props: unknown }
    if (typeof node.props === 'string') node.props = seen(node.props)
    else if (typeof node.type === 'string') showIn(node.props as Record<string, unknown>)
    before?.(vnode)
  }
}

function showIn(props: Record<string, unknown>): void {
  for (const name of TEXTS) {
    const value = props[name]
    if (typeof value === 'string') props[name] = seen(value)
  }
}

function seen(text: string): string {
  return text.replaceAll(UNSEEN, (character) => (character === '\n' ? character : '\uFFFD'))
}
