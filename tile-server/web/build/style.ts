import { type Plugin, runnerImport } from 'vite'

/** The page's style for other clients, as `style.json` beside the page; the server fills in what only it knows. */
export function styleFile(): Plugin {
  return {
    name: 'bailiwick-style',
    apply: 'build',
    async generateBundle() {
      // By Vite and not by an import: the page's modules are written for it, and Node would not find those that they name.
      const { module } = await runnerImport<typeof import('../src/map/servedStyle')>(new URL('../src/map/servedStyle.ts', import.meta.url).pathname)
      this.emitFile({ type: 'asset', fileName: 'style.json', source: JSON.stringify(module.servedStyle()) })
    },
  }
}
