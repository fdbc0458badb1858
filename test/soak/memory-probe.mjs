// Loaded into the service: answers each message of its parent with its memory, the heap as it was after the last collection
// of all garbage. None is forced, because V8 throws compiled code away then, and the service would be slow because of that.
import { constants, PerformanceObserver } from 'node:perf_hooks';
import process from 'node:process';

let heapUsed = process.memoryUsage().heapUsed;

new PerformanceObserver((list) => {
  const all = constants.NODE_PERFORMANCE_GC_MAJOR;
  const wasMajor = list.getEntries().some(({ detail }) => /** @type {{ kind: number }} */ (detail).kind === all);
  if (wasMajor) heapUsed = process.memoryUsage().heapUsed;
}).observe({ entryTypes: ['gc'] });

process.on('message', () => process.send?.({ heapUsed, rss: process.memoryUsage().rss }));
