export function rendererStamp(root: string): string;
export function buildRenderer(root: string, options?: { force?: boolean }): Promise<void>;
