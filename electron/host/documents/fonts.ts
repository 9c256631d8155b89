import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import fontkit from '@pdf-lib/fontkit'
import type { PDFDocument, PDFFont } from 'pdf-lib'

const require = createRequire(import.meta.url)
const FILES = { regular: 'dejavu-fonts-ttf/ttf/DejaVuSans.ttf', bold: 'dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf' } as const

export interface Fonts {
  regular: PDFFont
  bold: PDFFont
}

let bytes: Promise<Uint8Array[]> | null = null

/** Embeds the two weights of the document font, only with the letters that are used. The standard PDF fonts have no ₱. */
export async function embedFonts(pdf: PDFDocument): Promise<Fonts> {
  bytes ??= Promise.all(Object.values(FILES).map((file) => readFile(require.resolve(file))))
  const [regular, bold] = await bytes.catch((error: unknown) => {
    bytes = null
    throw error
  })
  if (!regular || !bold) throw new Error('The document font is missing.')
  pdf.registerFontkit(fontkit)
  // Without ligatures, or "fi" is one letter to whoever searches the file or copies from it.
  const options = { subset: true, features: { liga: false } }
  return { regular: await pdf.embedFont(regular, options), bold: await pdf.embedFont(bold, options) }
}
