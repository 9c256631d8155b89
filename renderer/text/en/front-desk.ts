import type { NotificationKind } from '../../../shared/mutators/notifications/notify.ts'

const plural = (count: number, one: string, many: string) => (count === 1 ? `1 ${one}` : `${count} ${many}`)

const kinds: Record<NotificationKind, string> = {
  arrived: 'Arrived',
  new_appointment: 'New booking',
  appointment_cancelled: 'Cancelled',
  reschedule_request: 'Asks for another time',
  cancel_request: 'Asks to cancel',
  inventory_alert: 'Stock is low',
}

export const frontDesk = {
  title: 'Lists',
  tabs: { waiting: 'Waiting room', requests: 'Requests', unscheduled: 'Unscheduled', asap: 'Short notice', planned: 'Planned', confirmations: 'To confirm', recalls: 'Recalls', reminders: 'Reminders', outage: 'Outage pack' },
  filter: 'Filter this list',
  filterHint: 'Name, phone, dentist…',
  clearFilter: 'Show the whole list',
  nothingFound: 'Nobody in this list fits the filter',
  copy: 'Copy list',
  copied: (rows: number) => `Copied: ${plural(rows, 'line', 'lines')}`,
  copyFailed: 'The browser did not allow copying. Print the list instead.',
  print: 'Print list',
  printed: (title: string, when: string) => `${title}, ${when}`,
  columns: {
    patient: 'Patient', phone: 'Phone', time: 'Time', when: 'When', dentist: 'Dentist', chair: 'Chair', service: 'Service', waits: 'Waits', state: 'State', actions: 'Actions',
    asks: 'Asks for', now: 'Booked now', reason: 'Reason', wants: 'Suits', minutes: 'Takes', work: 'Planned work', since: 'Since', calls: 'Calls', recall: 'Recall', last: 'Last done', due: 'Due', contact: 'Contact', sent: 'Reminder', cancelled: 'Gave up',
  },
  noPhone: 'No phone',
  openPatient: (name: string) => `Open ${name}`,
  book: 'Book',
  bookFor: (name: string) => `Book ${name}`,

  waiting: {
    table: 'Who is here', minutes: (n: number) => `${n} min`, late: 'Waits too long', seat: 'Seat', done: 'Done', seatName: (name: string) => `Seat ${name}`, doneName: (name: string) => `Done: ${name}`,
    inChair: 'In chair', arrived: 'Waiting', seated: (name: string) => `In the chair: ${name}`, finished: (name: string) => `Done: ${name}`,
    empty: 'Nobody is waiting', emptyText: 'Patients appear here when they are marked as arrived on the day.', openDay: 'Open the day',
    alert: (n: number, minutes: number) => `${plural(n, 'patient has', 'patients have')} waited ${minutes} minutes or longer.`,
  },
  requests: {
    table: 'Requests', enter: 'Enter a request', approve: 'Approve', reject: 'Decline', withdraw: 'Withdraw', approveName: (name: string) => `Approve: ${name}`, rejectName: (name: string) => `Decline: ${name}`, withdrawName: (name: string) => `Withdraw: ${name}`,
    cancelIt: 'To cancel', taken: 'Taken since', free: 'Free', approved: (name: string) => `Approved: ${name}`, rejected: (name: string) => `Declined: ${name}. The appointment stays as it was.`, withdrawn: (name: string) => `Withdrawn: ${name}`,
    status: { requested: 'Open', approved: 'Approved', rejected: 'Declined', withdrawn: 'Withdrawn' }, by: (who: string) => `by ${who}`,
    empty: 'No requests', emptyText: 'When a patient asks for another time or wants to cancel, enter it here. Nothing changes until somebody approves it.',
    channel: 'How it came', channels: { phone: 'By phone', message: 'By message', in_person: 'In person' }, patient: 'Patient', appointment: 'Which appointment', none: 'This patient has no appointment ahead.', kind: 'Asks for', reschedule: 'Another time', cancel: 'Cancelling',
    slot: 'Proposed time', from: 'From', choose: 'Choose the time that the patient asks for.', choosePatient: 'Choose the patient.', chooseAppointment: 'Choose the appointment.', reason: 'Reason', save: 'Enter request', saved: 'Request entered', searching: 'Looking for free times…', noSlots: 'No free time was found in the next weeks.',
  },
  unscheduled: { dismiss: 'Dismiss', dismissName: (name: string) => `Dismiss ${name}: look for no new time`, dismissed: (name: string) => `Dismissed: ${name}`, table: 'Cancelled or missed, nothing later', missed: 'Missed', cancelled: 'Cancelled', empty: 'Nobody is unscheduled', emptyText: 'Who cancels or misses an appointment and has nothing later appears here.' },
  asap: {
    table: 'Would come at short notice', add: 'Add a patient', remove: 'Remove', removeName: (name: string) => `Remove ${name}`, removed: (name: string) => `Off the list: ${name}`, editName: (name: string) => `Edit ${name}`,
    empty: 'Nobody is on the short-notice list', emptyText: 'Add patients who would take an earlier time. When a time is freed, whom it suits is offered at once.',
    any: 'Any dentist', anyDay: 'any day', parts: { any: 'any time', morning: 'mornings', afternoon: 'afternoons' }, later: (when: string) => `has ${when}`, none: 'nothing booked',
    dialog: 'Short notice', minutes: 'Minutes needed', weekdays: 'Days that suit', weekdaysHint: 'None chosen: every day suits.', part: 'Part of the day', note: 'Note', later2: 'Would move', newOne: 'Nothing booked yet: book anew', save: 'Save',
    offer: (n: number) => (n === 1 ? '1 person on the short-notice list would fit' : `${n} people on the short-notice list would fit`), offerTime: (when: string) => `A time is free: ${when}`, offerKey: 'F9 gives it to the first.', take: 'Give the time', takeName: (name: string) => `Give the time to ${name}`, taken: (name: string, when: string) => `${name} has ${when}`, notNow: 'Not now', copyText: 'Copy text',
    moves: (when: string) => `moves from ${when}`, books: 'is booked anew',
  },
  planned: { table: 'Planned work without an appointment', empty: 'All planned work has an appointment', emptyText: 'Work that is planned on a chart appears here until the patient has an appointment.', tooth: (tooth: string, surfaces: string) => [tooth, surfaces].filter(Boolean).join(' ') },
  confirmations: {
    table: 'To confirm', empty: 'Everybody is confirmed', emptyText: (days: number) => `Appointments of the next ${plural(days, 'day', 'days')} that are not confirmed appear here.`,
    outcome: { confirmed: 'Confirmed', left_message: 'Left message', no_answer: 'No answer' }, short: { confirmed: 'Confirm', left_message: 'Message', no_answer: 'No answer' }, outcomeName: (outcome: string, name: string) => `${outcome}: ${name}`, said: (outcome: string, name: string) => `${outcome}: ${name}`,
    calls: (n: number) => plural(n, 'call', 'calls'), noCalls: 'Not called yet',
  },
  recalls: {
    table: 'Due for a recall', state: { overdue: 'Overdue', due: 'Due', snoozed: 'Put off' }, empty: 'Nobody is due', emptyText: 'Patients appear here when the interval after their last service has passed.', setUp: 'No recalls are set up', setUpText: 'A recall says after how many months a service is due again, such as a cleaning every six months.', goSetUp: 'Set up recalls',
    outcome: { contacted: 'Contacted', no_answer: 'No answer', snoozed: 'Put off', declined: 'Declined' }, actions: 'Note a call', actionsName: (name: string) => `Note a call: ${name}`, snooze: (days: number) => `Put off ${days} days`, until: (day: string) => `Put off until ${day}`, copyText: 'Copy text', said: (outcome: string, name: string) => `${outcome}: ${name}`, show: 'Show', showAll: 'All', showOverdue: 'Overdue', showDue: 'Due', showSnoozed: 'Put off', hasOther: (when: string) => `comes ${when}`, noContact: 'Not contacted yet',
  },
  reminders: {
    table: 'Reminders', empty: 'Nobody is to be reminded', emptyText: (days: number) => `Appointments of the next ${plural(days, 'day', 'days')} appear here. A moved or cancelled appointment drops out by itself.`,
    copyText: 'Copy text', copyName: (name: string) => `Copy text for ${name}`, printAll: 'Print texts', send: 'Send', sendName: (name: string) => `Send to ${name}`, sendAll: (n: number) => `Send all (${n})`, sending: 'Sending…',
    state: { none: 'Not yet', copied: 'Copied', printed: 'Printed', sent: 'Sent', claimed: 'Being sent', abandoned: 'Not finished: it may have gone out', failed: 'Failed' }, noProvider: 'No provider is set up on this PC: copy or print the texts.', offline: 'Sending waits for the network; copying and printing work.', wentOut: (n: number) => `Sent: ${plural(n, 'reminder', 'reminders')}`, someFailed: (n: number) => `${plural(n, 'reminder was', 'reminders were')} not sent. Each says why.`,
  },
  outage: {
    title: 'Outage pack', intro: 'The schedule of today and the next two days, chair by chair, with phone numbers and alerts: ready to print before the power or this PC goes.', make: 'Make a pack now', made: 'The pack is ready', making: 'Making the pack…',
    fresh: (ago: string) => `Made ${ago}`, stale: 'Older than a day: make a new one', none: 'No pack yet', noneText: 'One is made each evening by itself, and whenever you ask.', open: 'Open', openName: (when: string) => `Open the pack of ${when}`, table: 'Packs on this PC', days: 'Days', at: 'Made',
    sealed: 'Packs lie encrypted on this PC. A file that others can read comes to be only when you print or download one.', images: 'Photos of patients are in this PC’s data already and show without the network. Other images and documents have no place in Chairside yet, so none are fetched ahead.', auto: (time: string) => `Made each day at ${time} by itself.`, notAuto: 'Making one each day by itself is switched off in Settings, Front desk.', viewer: 'Outage pack', print: 'Print', download: 'Download', preview: (file: string) => `Preview ${file}`, drawing: 'Opening the pack…',
  },
  bell: {
    label: (unread: number) => (unread > 0 ? `Notifications, ${unread} unread` : 'Notifications'), title: 'Notifications', empty: 'Nothing new', emptyText: 'Arrivals, bookings, requests, cancellations and low stock appear here.', markAll: 'Mark all read', open: 'Open', unread: 'unread', kinds, unknown: 'News', by: (who: string) => `by ${who}`, at: (time: string) => time, sound: 'Sound on arrivals',
    arrivedTitle: (name: string) => `${name} has arrived`, arrivedText: (time: string, dentist: string) => [time, dentist].filter(Boolean).join(', '),
  },
  settings: {
    tab: 'Front desk', title: 'Lists and messages', waiting: 'Waiting alert (minutes)', confirm: 'Confirm days ahead', remind: 'Remind days ahead', pack: 'Outage pack each day at', packHint: 'Empty: only when asked for. 24-hour time, such as 18:00.', badTime: 'Use a time such as 18:00, or leave it empty.', reminder: 'Reminder text', recall: 'Recall text', asap: 'Text that offers an earlier time', variables: 'Use {patient}, {date}, {time} and {clinic}.', unknown: (names: readonly string[]) => `Not known: ${names.map((name) => `{${name}}`).join(', ')}`, badNumber: 'Use whole numbers: minutes 1 to 240, days 1 to 30.', save: 'Save front desk',
    recalls: 'Recalls', addRecall: 'Add recall', recallTitle: 'Recall', name: 'Name', months: 'Months', days: 'Days', services: 'Services that start it anew', active: 'Followed', noRecalls: 'No recalls yet. Add one, such as a cleaning every six months.', interval: (months: number, days: number) => [months > 0 ? plural(months, 'month', 'months') : '', days > 0 ? plural(days, 'day', 'days') : ''].filter(Boolean).join(' '), edit: (name: string) => `Edit ${name}`,
  },
  nav: 'Lists',
} as const
