import { workerData } from 'node:worker_threads'
import { serveOperations } from './rpc.ts'
import { writerOperations } from './writer.ts'
import type { WriterFiles } from './writer.ts'

export type { WriterOperations } from './writer.ts'

/** The one thread that writes the replica. Everything it is asked runs strictly in turn. */
serveOperations(writerOperations(workerData as WriterFiles))
