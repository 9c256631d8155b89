import { createTheme } from '@mantine/core'
import type { MantineColorsTuple } from '@mantine/core'
import { en } from './text/index.ts'

/** Fonts that are on the PC already; nothing is fetched. Each list ends in one that has ₱ and ñ. */
const SANS = '"Inter", "Segoe UI Variable Text", "Segoe UI", -apple-system, "SF Pro Text", Roboto, "Noto Sans", "Liberation Sans", "DejaVu Sans", sans-serif'
const MONO = '"Cascadia Mono", Consolas, "SF Mono", "Liberation Mono", "DejaVu Sans Mono", monospace'

/** The one accent: a deep teal whose filled shade has 5.6:1 against white. */
const teal: MantineColorsTuple = ['#eaf6f7', '#d3ebed', '#a5d5da', '#74bec6', '#4cabb5', '#2c99a5', '#178593', '#0b6f7c', '#085a65', '#05464f']
/** Greys with a trace of the accent; shade 6 has 5.3:1 against white and serves as secondary text. */
const gray: MantineColorsTuple = ['#f6f8f9', '#edf1f2', '#e0e6e8', '#cfd7da', '#b4bfc3', '#8b999e', '#5f6d73', '#48555a', '#303b3f', '#1a2326']

/** Red dark enough for white text on its filled shade: 5.6:1. */
const red: MantineColorsTuple = ['#fff5f5', '#fde8e8', '#fbd0d0', '#f5a9a9', '#ec7c7c', '#dc4a4a', '#cf3434', '#c02626', '#a61f1f', '#841818']

/** Days of the neighbouring months are too faint to read, so they are left out. */
const calendar = { hideOutsideDates: true, ariaLabels: en.app.calendar }

export const theme = createTheme({
  fontFamily: SANS,
  fontFamilyMonospace: MONO,
  colors: { teal, gray, red },
  primaryColor: 'teal',
  primaryShade: 7,
  autoContrast: true,
  defaultRadius: 'sm',
  cursorType: 'pointer',
  focusRing: 'auto',
  respectReducedMotion: true,
  black: gray[9],
  fontSizes: { xs: '0.75rem', sm: '0.8438rem', md: '0.9375rem', lg: '1.0625rem', xl: '1.25rem' },
  headings: { fontWeight: '650', sizes: { h1: { fontSize: '1.375rem' }, h2: { fontSize: '1.125rem' }, h3: { fontSize: '1rem' } } },
  components: {
    Button: { defaultProps: { size: 'sm' } },
    TextInput: { defaultProps: { size: 'sm' } },
    Modal: { styles: { title: { fontWeight: 650, fontSize: '1.0625rem' } }, defaultProps: { centered: true, closeButtonProps: { 'aria-label': en.app.close }, attributes: { header: { role: 'none' } }, overlayProps: { backgroundOpacity: 0.35 }, transitionProps: { duration: 120 } } },
    Drawer: { styles: { title: { fontWeight: 650, fontSize: '1.0625rem' } }, defaultProps: { position: 'right', closeButtonProps: { 'aria-label': en.app.close }, attributes: { header: { role: 'none' } }, overlayProps: { backgroundOpacity: 0.25 }, transitionProps: { duration: 120 } } },
    DatePicker: { defaultProps: calendar },
    DatePickerInput: { defaultProps: calendar },
    ColorInput: { defaultProps: { withEyeDropper: false } },
    Notification: { defaultProps: { closeButtonProps: { 'aria-label': en.app.close } } },
    Tooltip: { defaultProps: { openDelay: 400, withArrow: true } },
    Table: { defaultProps: { verticalSpacing: 6, horizontalSpacing: 'sm' } },
  },
})
