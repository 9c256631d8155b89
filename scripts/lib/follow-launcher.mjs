// Loaded into a child (`node --import`): ends it when its launcher asks, or is gone, even by SIGKILL. Asking goes over
// the channel rather than by signal because Windows has none: there kill() would end the child without a goodbye.
import process from 'node:process';
import { isMainThread } from 'node:worker_threads';

function end() {
  if (process.platform !== 'win32') process.kill(process.pid, 'SIGTERM');
  else if (!process.emit('SIGTERM', 'SIGTERM')) process.exit(143);
}

if (isMainThread && process.channel) {
  process.on('disconnect', end);
  process.on('message', (message) => {
    if (message === 'chairside:stop') end();
  });
  // Listening must not keep a child alive that has finished its work.
  process.channel.unref();
}
