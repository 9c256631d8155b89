import { useEffect } from 'react'
import { createPortal } from 'react-dom'
import classes from './front-desk.module.css'

interface PrintSheetProps {
  title: string
  /** The heads first, then every row, also those out of sight. */
  lines: readonly (readonly string[])[]
  onDone: () => void
}

/** Prints a list: for the paper the sheet takes the place of the whole window. */
export function PrintSheet({ title, lines, onDone }: PrintSheetProps) {
  useEffect(() => {
    window.addEventListener('afterprint', onDone, { once: true })
    window.print()
    return () => window.removeEventListener('afterprint', onDone)
  }, [onDone])
  const [heads = [], ...rows] = lines
  return createPortal(
    <div className={classes.sheet} data-print-sheet>
      <strong>{title}</strong>
      <table>
        <thead><tr>{heads.map((head) => <th key={head}>{head}</th>)}</tr></thead>
        <tbody>{rows.map((row, index) => <tr key={index}>{row.map((cell, at) => <td key={at}>{cell}</td>)}</tr>)}</tbody>
      </table>
    </div>,
    document.body,
  )
}
