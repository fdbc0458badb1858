// Loaded into a server by --import: for each run of a statement whose words are in the file REPORT_ORDER, it writes a line
// into REPORT, with how many creations the statement is for. PostgreSQL itself does not show that.
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import process from 'node:process';
import pg from 'pg';
import { rowsIn } from './rows-in.mjs';

const { REPORT_ORDER = '', REPORT = '' } = process.env;
const { query } = pg.Client.prototype;

pg.Client.prototype.query = function reported(config, ...rest) {
  const words = existsSync(REPORT_ORDER) ? readFileSync(REPORT_ORDER, 'utf8') : undefined;
  if (words && config?.text?.includes(words)) appendFileSync(REPORT, `${rowsIn(config.values)}\n`);
  return query.call(this, config, ...rest);
};
