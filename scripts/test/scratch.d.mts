export function makeScratch(options?: { memory?: string; room?: number; env?: Record<string, string | undefined> }): string
