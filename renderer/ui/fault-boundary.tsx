import { Component } from 'react'
import type { ReactNode } from 'react'
import { Button } from '@mantine/core'
import { en } from '../text/index.ts'
import { Empty } from './states.tsx'

interface Props {
  children: ReactNode
  /** A new value clears the fault, such as the name of the screen now open. */
  resetKey: string
}

interface State {
  failedAt: string | null
}

/** Keeps a fault in one screen from taking the window with it. */
export class FaultBoundary extends Component<Props, State> {
  override state: State = { failedAt: null }

  static getDerivedStateFromError(): Partial<State> {
    return { failedAt: '' }
  }

  static getDerivedStateFromProps(props: Props, state: State): State | null {
    if (state.failedAt === '') return { failedAt: props.resetKey }
    return state.failedAt !== null && state.failedAt !== props.resetKey ? { failedAt: null } : null
  }

  override render() {
    if (this.state.failedAt === null) return this.props.children
    return (
      <Empty title={en.app.crashedTitle} action={<Button onClick={() => this.setState({ failedAt: null })}>{en.app.retry}</Button>}>
        {en.app.crashed}
      </Empty>
    )
  }
}
