/** Words of the medical alerts where they stand beside other work. */
export const alerts = {
  title: 'Medical alerts',
  failed: 'The medical alerts could not be read. Ask the patient.',
  retry: 'Try again',
  seen: 'I have read the critical alerts',
  unseen: 'Read the critical alerts above, then tick this.',
} as const
