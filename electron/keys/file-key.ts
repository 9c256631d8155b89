import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { readPrivateFile, writePrivateFile } from '../desk/private-file.ts'
import { StartupError } from '../desk/startup-error.ts'
import { keyFromText, keyToText } from './key-provider.ts'
import type { KeyProvider } from './key-provider.ts'

export const KEY_FILE = 'replica.key'
/** The same key, sealed by the system's keychain. */
export const SEALED_KEY_FILE = 'replica.key.sealed'

/** Keeps the key in a file of the data folder that only this user may read: 64 hexadecimal digits. */
export function fileKeyProvider(dataDir: string): KeyProvider {
  const path = join(dataDir, KEY_FILE)
  return {
    load: async () => {
      const text = readPrivateFile(path)
      if (text !== undefined) return readKey(text, path)
      if (existsSync(join(dataDir, SEALED_KEY_FILE))) {
        throw new StartupError('The key of this data folder is kept in the keychain of this PC, which only the Chairside program can open. Start Chairside from its icon, not in the browser.')
      }
      return undefined
    },
    save: async (key) => writePrivateFile(path, `${keyToText(key)}\n`),
  }
}

function readKey(text: string, path: string): Uint8Array {
  const key = keyFromText(text)
  if (key) return key
  throw new StartupError(`The key file ${path} is damaged: it does not hold a key. Put back the file from a backup, then start again. The data itself was not changed.`)
}
