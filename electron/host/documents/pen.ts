import { rgb } from 'pdf-lib'
import type { PDFFont, PDFPage, RGB } from 'pdf-lib'
import type { Fonts } from './fonts.ts'
import { tidyText } from './wrap.ts'
import type { Measure } from './wrap.ts'

export const INK = rgb(0.11, 0.14, 0.18)
export const MUTED = rgb(0.38, 0.42, 0.47)
export const ACCENT = rgb(0.07, 0.33, 0.42)
export const RULE = rgb(0.78, 0.81, 0.84)
export const TINT = rgb(0.955, 0.965, 0.97)
export const WARNING = rgb(0.68, 0.11, 0.11)

export interface Style {
  size: number
  bold?: boolean
  colour?: RGB
}

/** Draws on one page in points from its upper left corner, so that layouts read from the top down. */
export class Pen {
  readonly width: number
  readonly height: number
  readonly #page: PDFPage
  readonly #fonts: Fonts
  readonly #widths: Map<string, number>

  constructor(page: PDFPage, fonts: Fonts, widths: Map<string, number>) {
    this.#page = page
    this.#fonts = fonts
    this.#widths = widths
    this.width = page.getWidth()
    this.height = page.getHeight()
  }

  /** A line of text with its baseline at `y`. */
  text(text: string, x: number, y: number, style: Style): void {
    const line = tidyText(text)
    if (line === '') return
    this.#page.drawText(line, { x, y: this.height - y, size: style.size, font: this.#font(style), color: style.colour ?? INK })
  }

  /** A line of text that ends at `x`. */
  textRight(text: string, x: number, y: number, style: Style): void {
    this.text(text, x - this.measure(style)(tidyText(text)), y, style)
  }

  /** Measures in the style; widths are remembered, for the same words come again on every line. */
  measure(style: Style): Measure {
    const font = this.#font(style)
    return (text) => {
      const key = `${style.bold ? 'b' : 'r'}${text}`
      let width = this.#widths.get(key)
      if (width === undefined) {
        width = font.widthOfTextAtSize(text, 1000)
        this.#widths.set(key, width)
      }
      return (width * style.size) / 1000
    }
  }

  rule(x: number, y: number, width: number, options: { thickness?: number; colour?: RGB } = {}): void {
    const at = this.height - y
    this.#page.drawLine({ start: { x, y: at }, end: { x: x + width, y: at }, thickness: options.thickness ?? 0.6, color: options.colour ?? RULE })
  }

  fill(x: number, y: number, width: number, height: number, colour: RGB): void {
    this.#page.drawRectangle({ x, y: this.height - y - height, width, height, color: colour })
  }

  /** Pen strokes, each x, y, x, y and so on, with their box's corner at x, y. */
  strokes(strokes: readonly (readonly number[])[], x: number, y: number, scale: number): void {
    const path = strokes.map((stroke) => Array.from({ length: stroke.length / 2 }, (_, at) => `${at === 0 ? 'M' : 'L'}${stroke[at * 2]! * scale} ${stroke[at * 2 + 1]! * scale}`).join(' ')).join(' ')
    this.#page.drawSvgPath(path, { x, y: this.height - y, borderColor: INK, borderWidth: 1.3 })
  }

  frame(x: number, y: number, width: number, height: number, colour: RGB): void {
    this.#page.drawRectangle({ x, y: this.height - y - height, width, height, borderColor: colour, borderWidth: 1.2 })
  }

  #font(style: Style): PDFFont {
    return style.bold ? this.#fonts.bold : this.#fonts.regular
  }
}
