import type * as electron from 'electron'

/**
 * Electron's main-process API as a parameter. Only main.ts imports it at run time, so everything else here can be run,
 * and is tested, without Electron.
 */
export type ElectronApi = typeof electron
