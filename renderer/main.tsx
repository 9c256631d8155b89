import { z } from 'zod'

// The page's policy forbids evaluating text as code, and zod would try it when its first schema is made:
// so everything that has schemas is loaded after this line.
z.config({ jitless: true })

const { start } = await import('./start.tsx')
await start()
