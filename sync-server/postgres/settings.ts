const always: Record<string, string> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  timezone: 'UTC',
  log_timezone: 'UTC',
  wal_level: 'logical',
  max_replication_slots: '20',
  max_wal_senders: '20',
  // A desk's feed that is never read again must not fill the clinic's disk.
  max_slot_wal_keep_size: '2GB',
}

// Patient data must not reach the log: a refused statement is logged with its text, its parameters and the offending
// key ("Key (name)=(...)"). `log` is the level above ERROR, so the server tells of itself and never of statements.
const discreetLog: Record<string, string> = {
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_statement: 'none',
  log_parameter_max_length: '0',
  log_parameter_max_length_on_error: '0',
  log_min_duration_statement: '-1',
}

const fastAndForgetful: Record<string, string> = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
}

/** The server settings; `extra` wins, except for what keeps patient data out of the log and the server on this machine. */
export function serverSettings(port: number, durable: boolean, extra: Record<string, string> = {}): Record<string, string> {
  const { listen_addresses, unix_socket_directories } = always
  return {
    ...always,
    ...(durable ? {} : fastAndForgetful),
    ...extra,
    ...discreetLog,
    listen_addresses: listen_addresses ?? '',
    unix_socket_directories: unix_socket_directories ?? '',
    port: String(port),
  }
}
