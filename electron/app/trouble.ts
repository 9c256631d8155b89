import type { ElectronApi } from './electron-api.ts'

/** So many crashes in a row are a fault that a person should know of; fewer heal while the window reconnects. */
const TELL_AFTER = 3

/** Makes a function that tells the person at the desk when the host does not stay up, one message at a time. */
export function crashTeller({ app, dialog }: ElectronApi): (inARow: number) => void {
  let isTelling = false
  const ask = async (message: Parameters<typeof dialog.showMessageBox>[0]): Promise<void> => {
    const { response } = await dialog.showMessageBox(message)
    isTelling = false
    if (response === 1) app.quit()
  }
  return (inARow) => {
    process.stderr.write(`The host process ended unexpectedly (${inARow} in a row) and is started again.\n`)
    if (inARow < TELL_AFTER || isTelling) return
    isTelling = true
    const message = {
      type: 'warning' as const,
      message: 'Chairside has trouble with the data on this PC.',
      detail: 'The part that keeps the data stopped several times and is being started again. Everything that was shown as saved is safe. If this message comes back, restart the PC, and then call your support.',
      buttons: ['Keep trying', 'Quit Chairside'],
      defaultId: 0,
      cancelId: 0,
    }
    void ask(message)
  }
}
