import { defineConfig } from 'vite'

/**
 * One classic script and one style sheet with fixed names: a page that is opened from disk may load neither modules nor anything by
 * `fetch`, and the runner copies the files as they are.
 */
export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: 'dist/page',
    emptyOutDir: true,
    target: 'es2022',
    cssCodeSplit: false,
    assetsInlineLimit: 100_000,
    chunkSizeWarningLimit: 1000,
    rolldownOptions: {
      input: 'src/main.tsx',
      output: { format: 'iife', entryFileNames: 'review.js', assetFileNames: 'review[extname]' },
    },
  },
})
