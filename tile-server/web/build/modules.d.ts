/** This package brings no types; what is used here of it. */
declare module 'subset-font' {
  interface Options {
    targetFormat: 'truetype'
    noLayoutClosure: boolean
    noHinting: boolean
    dropTables: string[]
    preserveNameIds: number[]
  }
  export default function subsetFont(font: Uint8Array, text: string, options: Options): Promise<Uint8Array>
}
