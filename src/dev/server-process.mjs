// A server process that has loaded the packages and waits to be told to load the server itself. It is started before a
// change is saved, so that the change is served sooner; of the server's own code it has nothing that could be stale.
import process from 'node:process';

const told = new Promise((resolve) => {
  process.once('message', resolve);
});
// Whoever started it is gone. A server finishes accepted requests; one that was never told to begin just ends.
process.once('disconnect', () => process.kill(process.pid, 'SIGINT'));

// What cannot be loaded shows when the server itself asks for it.
for (const name of JSON.parse(process.argv[2] ?? '[]')) await import(name).catch(() => {});
process.send('warm');

await import(await told);
