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
    warningColor: '#f2a93b',
    warningColorHover: '#f6b85a',
    warningColorPressed: '#dd9427',
    fontFamilyMono: 'ui-monospace, "Cascadia Mono", Consolas, monospace',
  },
  Button: {
    // White on amber would be too faint to read.
    textColorWarning: '#241803',
    textColorHoverWarning: '#241803',
    textColorPressedWarning: '#241803',
    textColorFocusWarning: '#241803',
    textColorDisabledWarning: '#241803',
    fontWeight: '500',
  },
}
