import { useState } from 'react'
import { showError } from '../../api/errors.ts'
import { useClient } from '../../api/hooks.ts'
import { sendSentence } from './pill.ts'

/** Sends now, and says what came of it. */
export function useSendNow() {
  const client = useClient()
  const [busy, setBusy] = useState(false)
  const [result, setResult] = useState('')
  const send = async () => {
    setBusy(true)
    setResult('')
    try {
      setResult(sendSentence(await client.call('sync.now', {})))
    } catch (error) {
      showError(error)
    }
    setBusy(false)
  }
  return { busy, result, send: () => void send() }
}
