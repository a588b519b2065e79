import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'
import { servedFonts } from './build/fonts.ts'
import { packPage } from './build/pack.ts'
import { styleFile } from './build/style.ts'

/** Where `npm run dev` finds the server; the built page asks the host it came from. */
const server = process.env['BAILIWICK_SERVER'] ?? 'http://127.0.0.1:8080'

export default defineConfig({
  base: './',
  plugins: [vue(), servedFonts(), styleFile(), packPage()],
  build: {
    target: 'es2022',
    chunkSizeWarningLimit: 1200,
    // The licences of everything bundled travel with it.
    license: { fileName: 'licenses.md' },
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'maplibre', test: /node_modules[\\/]maplibre-gl/ },
            { name: 'vendor', test: /node_modules/ },
          ],
        },
      },
    },
  },
  server: {
    proxy: {
      '^/(api|catalog|font|health|ready|sprite|style)(/|$)': server,
      // A layer list, alone (TileJSON) or with z/x/y (a tile); never one of Vite's own module paths.
      '^/[a-z]+(,[a-z]+)*/\\d+/\\d+/\\d+$': server,
      '^/(provinces|zones)(,[a-z]+)*$': server,
    },
  },
  test: {
    include: ['tests/**/*.test.ts'],
    environment: 'node',
  },
})
