export function rendererStamp(root: string): string
export function buildRenderer(root: string, options?: { force?: boolean }): Promise<void>
export function buildElectron(root: string): Promise<void>
