import { defineConfig } from 'vitepress'
import { checkLinks } from './check-links.ts'
import { escapeMustaches } from './escape-mustaches.ts'
import { referencePages } from './reference-pages.ts'

const guides = [
  { text: 'First render', link: '/guides/first-render' },
  { text: 'Manifests', link: '/manifests' },
  { text: 'What providers offer', link: '/guides/choosing' },
  { text: 'In the editor', link: '/guides/editor' },
  { text: 'Rehearsing', link: '/guides/rehearsing' },
  { text: 'Money and crashes', link: '/guides/money-and-crashes' },
  { text: 'Tables', link: '/guides/tables' },
  { text: 'Takes and the review page', link: '/guides/review' },
  { text: 'Continuous integration', link: '/guides/ci' },
  { text: 'A fleet', link: '/guides/fleet' },
  { text: 'What to trust', link: '/guides/trust' },
  { text: 'The typed clients', link: '/guides/clients' },
  { text: 'Writing a provider document', link: '/guides/providers' },
]

const formats = [
  { text: 'Errors', link: '/errors.gen' },
  { text: 'Output for programs', link: '/json' },
  { text: 'Statuses of a job', link: '/statuses.gen' },
  { text: 'The dialect', link: '/dialect' },
]

export default defineConfig({
  title: 'Shotlist',
  description: 'Renders many AI videos from a versioned YAML file, the way make builds programs from a Makefile.',
  lang: 'en',
  cleanUrls: true,
  markdown: { config: escapeMustaches },
  buildEnd: ({ outDir }) => checkLinks(outDir),
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    nav: [
      { text: 'Guides', link: '/guides/first-render', activeMatch: '/guides/|/manifests' },
      { text: 'Reference', link: '/reference/manifest.gen', activeMatch: '/reference/|/errors|/json|/dialect' },
    ],
    sidebar: [
      { text: 'Guides', items: guides },
      { text: 'Reference', items: [...referencePages(), ...formats] },
    ],
  },
})
