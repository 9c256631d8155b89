import { workerData } from 'node:worker_threads'
import { keptOperations } from '../backup/kept-writer.ts'
import type { KeptFiles, KeptOperations } from '../backup/kept-writer.ts'
import { serveOperations } from './rpc.ts'

export type WriterOperations = KeptOperations

/** The one thread that writes the replica. Everything it is asked runs strictly in turn. */
serveOperations(keptOperations(workerData as KeptFiles))
