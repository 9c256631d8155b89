export const repository: string
export function node26(root?: string): string
export function ensureDependencies(root?: string): Promise<void>
