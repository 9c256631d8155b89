import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/**
 * The screens. They are served from 127.0.0.1 or app://, under a policy without inline scripts and without any other
 * origin, and seen by one browser only: the Chromium inside Electron, or a current one beside it.
 */
export default defineConfig({
  root: import.meta.dirname + '/renderer',
  base: './',
  plugins: [react()],
  build: {
    outDir: '../dist/renderer',
    emptyOutDir: true,
    target: 'chrome138',
    sourcemap: false,
    // No inlined fonts or scripts: the page's policy has no data: for them.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 900,
    rolldownOptions: {
      output: {
        // Libraries change rarely; a new version of the screens then leaves their files in the cache.
        codeSplitting: {
          groups: [
            { name: 'react', test: /node_modules[\\/](?:react|react-dom|scheduler)[\\/]/ },
            { name: 'mantine', test: /node_modules[\\/](?:@mantine|@floating-ui)[\\/]/ },
            { name: 'libraries', test: /node_modules[\\/]/ },
          ],
        },
      },
    },
  },
})
