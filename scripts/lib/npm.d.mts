export function installFromLockfile(root: string): Promise<void>
export function explain(output: string, root: string): string
