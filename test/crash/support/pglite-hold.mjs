// Loaded into a server by --import: stops it at a statement on its embedded database, or kills it there, when the file
// HOLD_ORDER says so. Each stop is a line in HOLD_REPORT, which begins with how many creations the statement is for.
import fs, { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import process from 'node:process';
import { PGlite } from '@electric-sql/pglite';
import { rowsIn } from './rows-in.mjs';

const { HOLD_ORDER = '', HOLD_REPORT = '' } = process.env;
const { query } = PGlite.prototype;
const { writeSync } = fs;
const forever = new Promise(() => {});

let writes = 0;
let fatalWrite = Number.POSITIVE_INFINITY;
let rows = 0;

// The embedded database writes its files with this one function.
fs.writeSync = (...args) => {
  writes += 1;
  if (writes >= fatalWrite) die(`at write ${writes}`);
  return writeSync(...args);
};
syncBuiltinESMExports();

function die(where) {
  fatalWrite = Number.POSITIVE_INFINITY;
  appendFileSync(HOLD_REPORT, `${rows} ${where}\n`);
  process.kill(process.pid, 'SIGKILL');
}

PGlite.prototype.query = async function held(text, ...rest) {
  const order = existsSync(HOLD_ORDER) ? JSON.parse(readFileSync(HOLD_ORDER, 'utf8')) : undefined;
  if (order === undefined || !text.includes(order.words)) return query.call(this, text, ...rest);
  if (order.when === 'before') {
    appendFileSync(HOLD_REPORT, `${rowsIn(rest[0])} before\n`);
    return forever;
  }
  if (order.when === 'during') {
    fatalWrite = writes + order.write;
    rows = rowsIn(rest[0]);
  }
  const result = await query.call(this, text, ...rest);
  if (order.when === 'during') die(`after all its ${writes - (fatalWrite - order.write)} writes`);
  appendFileSync(HOLD_REPORT, `${rowsIn(rest[0])} after\n`);
  await forever;
  return result;
};
