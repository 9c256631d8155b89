export const followLauncher: readonly string[]
export const followerPath: string
export function runInForeground(node: string, args: readonly string[], options?: { env?: NodeJS.ProcessEnv; cwd?: string }): Promise<number>
