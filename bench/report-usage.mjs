// Preloaded into a program (`node --import`) that was started with an IPC channel: answers what the program has used.
// Programs with messages of their own ignore those with `ask`.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import process from 'node:process';

/** Between two looks at the event loop, in milliseconds. At 1 they would cost a program as much as some of what it does. */
const interval = 5;
const delay = monitorEventLoopDelay({ resolution: interval });
delay.enable();

/** CPU time since the start; how late the event loop was since the last answer. Times in milliseconds, memory in bytes. */
function usage() {
  const { user, system } = process.cpuUsage();
  const { rss, heapUsed } = process.memoryUsage();
  // What is recorded is the time from one look to the next.
  const eventLoopP99Ms = Math.max(0, delay.percentile(99) / 1e6 - interval);
  delay.reset();
  return { cpuMs: (user + system) / 1000, rss, heapUsed, eventLoopP99Ms };
}

process.on('message', (/** @type {any} */ message) => {
  const ask = message?.ask;
  if (ask !== 'usage' && ask !== 'collect') return;
  // Only with --expose-gc.
  if (ask === 'collect') globalThis.gc?.();
  process.send?.({ usage: usage() });
});
// The program ends as it would without this: one that lives by its messages alone has to hold the channel itself.
process.channel?.unref();
