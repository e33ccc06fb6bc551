import type { MarkdownRenderer } from 'vitepress'

/**
 * Manifests are full of `${{ }}`, which Vue would take for an expression of its own wherever a page holds it outside of a fenced block.
 */
export function escapeMustaches(md: MarkdownRenderer): void {
  for (const rule of ['text', 'code_inline'] as const) {
    const render = md.renderer.rules[rule]
    if (render === undefined) throw new Error(`the Markdown renderer has no rule ${rule}`)
    md.renderer.rules[rule] = (...args) => render(...args).replaceAll('{{', '&#123;&#123;')
  }
}
