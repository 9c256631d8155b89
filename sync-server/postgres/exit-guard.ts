import process from 'node:process';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Ties a server process to the life of this one. A signal that would end this process stops the server first, unless
 * the program listens to that signal itself (then it is the program that calls `stop`). Whatever way this process
 * ends, short of SIGKILL, the server is at least told to shut down.
 */
export function stopWithProcess(serverPid: number, stop: () => Promise<void>): { disarm(): void } {
  const onExit = () => {
    try {
      process.kill(serverPid, 'SIGINT');
    } catch {
      // It is gone already, which is all we want.
    }
  };
  const onSignal = (signal: NodeJS.Signals) => {
    if (process.listenerCount(signal) > ownListeners(signal)) return;
    void stop().finally(() => {
      disarm();
      process.kill(process.pid, signal);
    });
  };
  const disarm = () => {
    process.off('exit', onExit);
    for (const signal of signals) {
      process.off(signal, onSignal);
      guards.get(signal)?.delete(onSignal);
    }
  };
  process.on('exit', onExit);
  for (const signal of signals) {
    process.on(signal, onSignal);
    guards.set(signal, (guards.get(signal) ?? new Set()).add(onSignal));
  }
  return { disarm };
}

// Several servers may run in one process (tests do): their guards do not count as the program's own handlers.
const guards = new Map<NodeJS.Signals, Set<unknown>>();

function ownListeners(signal: NodeJS.Signals): number {
  return guards.get(signal)?.size ?? 0;
}
