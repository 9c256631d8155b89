import type { Pool } from 'pg'
import type { Backoff } from '../auth/backoff.ts'
import type { OpenShapes } from '../gatekeeper/open-shapes.ts'
import type { ShapeSource } from '../gatekeeper/upstream.ts'
import type { Limits } from './limits.ts'

/** What the routes work with. */
export interface Centre {
  pool: Pool
  shapeSource: ShapeSource
  backoff: Backoff
  openShapes: OpenShapes
  limits: Limits
}
