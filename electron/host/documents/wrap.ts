/** Width of a text in points. */
export type Measure = (text: string) => number

/** One line of text: composed letters, and every run of blanks or control characters one blank. */
export function tidyText(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return text.normalize('NFC').replaceAll(/[\s\u0000-\u001f\u007f-\u009f]+/g, ' ').trim()
}

/** The text in lines no wider than `width`. Breaks between words, and within a word only when it alone is too wide. */
export function wrap(text: string, width: number, measure: Measure): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of tidyText(text).split(' ').flatMap((each) => pieces(each, width, measure))) {
    const longer = line === '' ? word : `${line} ${word}`
    if (line !== '' && measure(longer) > width) {
      lines.push(line)
      line = word
    } else {
      line = longer
    }
  }
  return [...lines, line].filter((each, index) => each !== '' || index === 0)
}

/** As `wrap`, keeping the line breaks of the text. */
export function wrapParagraphs(text: string, width: number, measure: Measure): string[] {
  return text.trim().split(/\r\n|\r|\n/).flatMap((paragraph) => wrap(paragraph, width, measure))
}

function pieces(word: string, width: number, measure: Measure): string[] {
  if (measure(word) <= width) return [word]
  const parts: string[] = []
  let part = ''
  for (const letter of word) {
    if (part !== '' && measure(part + letter) > width) {
      parts.push(part)
      part = ''
    }
    part += letter
  }
  return [...parts, part]
}
