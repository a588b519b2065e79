import type { GlobalThemeOverrides } from 'naive-ui'

/** Naive UI in the page's own colours. */
export const themeOverrides: GlobalThemeOverrides = {
  common: {
    primaryColor: '#0b6e6e',
    primaryColorHover: '#0d8080',
    primaryColorPressed: '#085454',
    primaryColorSuppl: '#0b6e6e',
    textColorBase: '#1b2b32',
    placeholderColor: '#66757c',
    borderRadius: '7px',
    fontFamily: 'var(--font)',
    fontFamilyMono: 'ui-monospace, "Cascadia Mono", Consolas, monospace',
  },
}
