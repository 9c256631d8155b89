export const search = {
  label: 'Find a patient',
  placeholder: 'Find a patient: name, phone or birth date',
  shortcut: 'Ctrl K',
} as const
