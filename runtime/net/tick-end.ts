/** What waits for the end of the tick. */
let waiting: (() => void)[] = [];
let listensToExit = false;

/** Calls `flush` when the current callback of the event loop has returned, and also if it calls `process.exit()`. */
export function atTickEnd(flush: () => void): void {
  if (waiting.push(flush) > 1) return;
  process.nextTick(flushAll);
  if (listensToExit) return;
  listensToExit = true;
  process.on('exit', flushAll);
}

function flushAll(): void {
  const flushes = waiting;
  waiting = [];
  for (const flush of flushes) flush();
}
