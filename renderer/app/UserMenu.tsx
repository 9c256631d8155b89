import { Avatar, Menu, Text, UnstyledButton } from '@mantine/core'
import { LogOut, Users } from 'lucide-react'
import { useClient } from '../api/hooks.ts'
import { showError } from '../api/errors.ts'
import { en } from '../text/index.ts'
import { refreshSession, useUser } from './live.ts'
import classes from './shell.module.css'

/** Who is signed in, and the ways to hand the PC to somebody else. */
export function UserMenu() {
  const client = useClient()
  const user = useUser()
  if (!user) return null

  const signOut = () => {
    client.call('session.signOut', {}).then(() => refreshSession(client)).catch(showError)
  }
  return (
    <Menu position="bottom-end" width={200} shadow="md">
      <Menu.Target>
        <UnstyledButton className={classes.user}>
          <span className="visually-hidden">{en.app.userMenu(user.displayName)}</span>
          <Avatar size={28} radius="xl" color="teal" name={user.displayName} variant="light" aria-hidden="true" />
          <Text truncate="end" aria-hidden="true">{user.displayName}</Text>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<Users size={16} />} onClick={signOut}>{en.app.switchUser}</Menu.Item>
        <Menu.Item leftSection={<LogOut size={16} />} onClick={signOut}>{en.app.signOut}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
