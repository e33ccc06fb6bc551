import { options, type VNode } from 'preact'
import { UNSEEN } from '../contract/unseen.ts'

/** What the page shows as text, and what it tells of an element. */
const TEXTS = ['title', 'aria-label', 'placeholder', 'alt'] as const

/**
 * Makes every text that the page shows safe to look at, whatever view shows it: characters that are not seen, or that turn the direction of
 * writing, are replaced by one that is seen. Lines stay lines.
 */
export function showUnseen(): void {
  const before = options.vnode
  options.vnode = (vnode) => {
    // A text is a node without a type, and its text stands for its properties.
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
