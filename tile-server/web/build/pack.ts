import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build, type Plugin } from 'vite'

const beside = (file: string): string => fileURLToPath(new URL(file, import.meta.url))

/**
 * The page of the packs that the server's program writes, as `pack/` beside the map page.
 *
 * It is opened from the disk, where browsers load no modules: so it is one plain script, with MapLibre, its worker and its looks in it.
 */
export function packPage(): Plugin {
  return {
    name: 'bailiwick-pack',
    apply: 'build',
    async generateBundle() {
      const made = await build({
        configFile: false,
        logLevel: 'warn',
        // MapLibre would look for its worker beside itself; it is told where it is.
        define: { 'import.meta.url': 'document.baseURI' },
        publicDir: false,
        build: {
          target: 'es2022',
          write: false,
          license: { fileName: 'licenses.md' },
          chunkSizeWarningLimit: 2400,
          lib: { entry: beside('../src/pack/main.ts'), formats: ['iife'], name: 'bailiwick', fileName: () => 'map.js' },
        },
      })
      for (const { output } of [made].flat().filter((one) => 'output' in one)) {
        for (const file of output) this.emitFile({ type: 'asset', fileName: `pack/${file.fileName}`, source: file.type === 'chunk' ? file.code : file.source })
      }
      this.emitFile({ type: 'asset', fileName: 'pack/index.html', source: readFileSync(beside('../src/pack/index.html')) })
    },
  }
}
