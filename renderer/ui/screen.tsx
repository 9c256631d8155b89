import { createContext, useContext } from 'react'
import type { ReactNode } from 'react'
import { createPortal } from 'react-dom'
import { Box, Title } from '@mantine/core'
import classes from './screen.module.css'

/** The room in the top bar that belongs to the open screen. */
export const HeaderSlot = createContext<HTMLElement | null>(null)

interface ScreenHeaderProps {
  title: string
  /** Controls beside the title, such as a date or a button. */
  children?: ReactNode
}

/** Puts the screen's title and its controls into the top bar, so that the screen keeps its full height. */
export function ScreenHeader({ title, children }: ScreenHeaderProps) {
  const slot = useContext(HeaderSlot)
  const content = (
    <>
      <Title order={1} className={classes.title}>{title}</Title>
      {children}
    </>
  )
  return slot ? createPortal(content, slot) : content
}

interface ScreenProps {
  children: ReactNode
  /** Widest useful width in pixels; full width when absent. */
  maxWidth?: number
}

/** The scrolling body of a screen with its usual margins. */
export function Screen({ children, maxWidth }: ScreenProps) {
  return (
    <Box className={classes.scroll}>
      <Box className={classes.body} maw={maxWidth}>{children}</Box>
    </Box>
  )
}

/** A white area with a border, the ground of lists and forms. */
export function Panel({ title, actions, children }: { title?: string; actions?: ReactNode; children: ReactNode }) {
  return (
    <section className={classes.panel} aria-label={title}>
      {title !== undefined && (
        <header className={classes.panelHeader}>
          <Title order={2} fz="md">{title}</Title>
          {actions}
        </header>
      )}
      {children}
    </section>
  )
}
