import { useEffect } from 'react'
import { notifications } from '@mantine/notifications'
import { useClient } from '../../../api/hooks.ts'
import { useLive } from '../../../app/live.ts'
import { en } from '../../../text/index.ts'

const ID = 'storage-notice'

/** Tells whoever signs in what happened to the data of this PC; it stays until somebody has closed it. */
export function useStorageNotice(): void {
  const client = useClient()
  const notice = useLive((live) => live.sync?.notice ?? null)
  useEffect(() => {
    if (notice === null) return
    notifications.hide(ID)
    notifications.show({
      id: ID, title: en.settings.backups.noticeTitle, message: notice, color: 'orange', withBorder: true, autoClose: false, closeButtonProps: { 'aria-label': en.app.close },
      // Whoever is not signed in any more has not read it on behalf of the others.
      onClose: () => void client.call('backups.noticeRead', {}).catch(() => undefined),
    })
  }, [client, notice])
}
