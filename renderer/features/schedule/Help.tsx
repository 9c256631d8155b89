import { Kbd, Modal, Table } from '@mantine/core'
import { useHotkeys } from '@mantine/hooks'
import { create } from 'zustand'
import { en } from '../../text/index.ts'

const words = en.schedule.help
const useHelp = create<{ isOpen: boolean }>()(() => ({ isOpen: false }))

export function openHelp(): void {
  useHelp.setState({ isOpen: true })
}

/** The keys, over any screen: F1 or a question mark. */
export function HelpDialog() {
  const isOpen = useHelp((store) => store.isOpen)
  useHotkeys([['F1', openHelp]], [])
  useHotkeys([['shift+?', openHelp], ['?', openHelp]])
  return (
    <Modal opened={isOpen} onClose={() => useHelp.setState({ isOpen: false })} title={words.title} size={640}>
      <Table verticalSpacing={4}>
        <Table.Tbody>
          {words.keys.map(([keys, what]) => (
            <Table.Tr key={what}>
              <Table.Td style={{ whiteSpace: 'nowrap' }}>{keys.map((key) => <Kbd key={key} mr={4}>{key}</Kbd>)}</Table.Td>
              <Table.Td>{what}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Modal>
  )
}
