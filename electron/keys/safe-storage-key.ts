import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { SafeStorage } from 'electron'
import { readPrivateFile, writePrivateFile } from '../desk/private-file.ts'
import { StartupError } from '../desk/startup-error.ts'
import { fileKeyProvider, KEY_FILE, SEALED_KEY_FILE } from './file-key.ts'
import { keyFromText, keyToText } from './key-provider.ts'
import type { KeyProvider } from './key-provider.ts'

/** What is used of Electron's safeStorage. */
export type Keychain = Pick<SafeStorage, 'isAsyncEncryptionAvailable' | 'encryptStringAsync' | 'decryptStringAsync'> & Partial<Pick<SafeStorage, 'getSelectedStorageBackend'>>

/**
 * Where Electron keeps the key: sealed by the system's keychain, else in the private file. A key found in the private
 * file is moved to the keychain.
 */
export async function electronKeyProvider(keychain: Keychain, dataDir: string, platform = process.platform): Promise<KeyProvider> {
  const file = fileKeyProvider(dataDir)
  const sealed = sealedKeyProvider(keychain, dataDir)
  if (!(await hasRealKeychain(keychain, platform))) return unsealable(dataDir, file)
  return {
    load: async () => {
      if (!existsSync(join(dataDir, KEY_FILE))) return sealed.load()
      const plain = await file.load()
      if (plain) await moveToKeychain(plain, sealed, dataDir)
      return plain
    },
    save: (key) => sealed.save(key),
  }
}

/** Keeps the key sealed by safeStorage in a file of the data folder. */
export function sealedKeyProvider(keychain: Keychain, dataDir: string): KeyProvider {
  const path = join(dataDir, SEALED_KEY_FILE)
  const save = async (key: Uint8Array) => {
    const sealed = await keychain.encryptStringAsync(keyToText(key))
    writePrivateFile(path, `${sealed.toString('base64')}\n`)
  }
  return {
    save,
    load: async () => {
      const text = readPrivateFile(path)
      if (text === undefined) return undefined
      const { key, shouldReEncrypt } = await unseal(keychain, text)
      if (shouldReEncrypt) await save(key)
      return key
    },
  }
}

async function unseal(keychain: Keychain, text: string): Promise<{ key: Uint8Array; shouldReEncrypt: boolean }> {
  try {
    const { result, shouldReEncrypt } = await keychain.decryptStringAsync(Buffer.from(text, 'base64'))
    const key = keyFromText(result)
    if (key) return { key, shouldReEncrypt }
  } catch (cause) {
    throw new StartupError(CANNOT_UNSEAL, { cause })
  }
  throw new StartupError(CANNOT_UNSEAL)
}

const CANNOT_UNSEAL =
  'The keychain of this PC does not give back the key of the data folder. Sign in to the PC as the user who set Chairside up, unlock the keychain, then start again. The data itself was not changed.'

// Linux without a keyring answers "available" too, with a password that is the same on every PC.
async function hasRealKeychain(keychain: Keychain, platform: string): Promise<boolean> {
  if (!(await keychain.isAsyncEncryptionAvailable())) return false
  return platform !== 'linux' || keychain.getSelectedStorageBackend?.() !== 'basic_text'
}

// The keychain that sealed the key is gone: a missing plain file does not mean that there has never been a key.
function unsealable(dataDir: string, file: KeyProvider): KeyProvider {
  return {
    ...file,
    load: async () => {
      const isSealed = readPrivateFile(join(dataDir, SEALED_KEY_FILE)) !== undefined
      if (isSealed && !existsSync(join(dataDir, KEY_FILE))) throw new StartupError(CANNOT_UNSEAL)
      return file.load()
    },
  }
}

// A sealed key that is there already is never written over: if the two differ, somebody must look.
async function moveToKeychain(key: Uint8Array, sealed: KeyProvider, dataDir: string): Promise<void> {
  try {
    if (!(await sealed.load())) await sealed.save(key)
    const kept = await sealed.load()
    // The plain file goes only when the keychain has proved that it gives the key back.
    if (kept && keyToText(kept) === keyToText(key)) rmSync(join(dataDir, KEY_FILE))
  } catch {
    // The private file is still there and still good; the next start tries again.
  }
}
