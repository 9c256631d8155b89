/** The shape service in a process of its own, so that it can be killed: starts and stops it as the parent says. */
import { startShapeService, type RunningShapeService, type ShapeServiceOptions } from '../index.ts'

export type Asked = { readonly start: ShapeServiceOptions } | { readonly stop: true }
export type Said = { readonly ready: string } | { readonly stopped: true } | { readonly failed: string }

let service: RunningShapeService | null = null

async function act(asked: Asked): Promise<Said> {
  if ('start' in asked) {
    service = await startShapeService(asked.start)
    return { ready: service.url }
  }
  await service?.stop()
  return { stopped: true }
}

process.on('message', (asked: Asked) => {
  act(asked)
    .catch((error: unknown): Said => ({ failed: String(error) }))
    .then((said) => process.send?.(said))
    .catch(() => process.exit(1))
})
process.on('disconnect', () => process.exit(0))
