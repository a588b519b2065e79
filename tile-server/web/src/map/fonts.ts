/**
 * Fonts of the user's own machine, best first. MapLibre draws text itself when a style names no glyphs: it
 * takes the stack as a CSS font family and reads the weight from the *first* name, so the first entry of the
 * bold stack is no font at all but the word that makes the rest bold.
 */
const FAMILIES = ['Noto Sans SC', 'Source Han Sans SC', 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'sans-serif']

export const REGULAR = FAMILIES
export const MEDIUM = ['Weight Medium', ...FAMILIES]
export const BOLD = ['Weight Bold', ...FAMILIES]
