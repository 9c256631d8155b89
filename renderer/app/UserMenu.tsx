import { Avatar, Menu, Text, UnstyledButton } from '@mantine/core'
import { LogOut, Users } from 'lucide-react'
import { useClient } from '../api/hooks.ts'
import { showError } from '../api/errors.ts'
import { en } from '../text/index.ts'
import { refreshSession, useUser } from './live.ts'
import { go } from './route.ts'
import classes from './shell.module.css'

/** Who is signed in, and the ways to hand the PC to somebody else. */
export function UserMenu() {
  const client = useClient()
  const user = useUser()
  if (!user) return null

  const signOut = async () => {
    await client.call('session.signOut', {})
    await refreshSession(client)
  }
  // Switching keeps the place, for it is often two people at one patient; signing out leaves it.
  const switchUser = () => void signOut().catch(showError)
  const leave = () => void signOut().then(() => go({ screen: 'day' }, 'replace')).catch(showError)
  return (
    <Menu position="bottom-end" width={200} shadow="md">
      <Menu.Target>
        <UnstyledButton className={classes.user}>
          <span className="visually-hidden">{en.app.userMenu(user.displayName)}</span>
          <Avatar size={28} radius="xl" color="teal" name={user.displayName} variant="light" aria-hidden="true" />
          <Text truncate="end" size="sm" className={classes.userName} aria-hidden="true">{user.displayName}</Text>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<Users size={16} />} onClick={switchUser}>{en.app.switchUser}</Menu.Item>
        <Menu.Item leftSection={<LogOut size={16} />} onClick={leave}>{en.app.signOut}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
