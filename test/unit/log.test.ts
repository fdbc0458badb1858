import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { createLog, type LogFormat } from '../../src/log.js';

interface Case {
  readonly format?: LogFormat;
  readonly isTTY?: boolean;
  readonly production?: boolean;
}

/** What is written of a line at level `info` with a field. */
async function written({ format = 'auto', isTTY = false, production = false }: Case): Promise<string> {
  const output = Object.assign(new PassThrough(), { isTTY });
  const log = await createLog({ level: 'info', format, production }, output);
  log.debug('not this');
  log.info({ creationId: '42' }, 'the line');
  return String(output.read());
}

const forPeople = /^\[\d\d:\d\d:\d\d\] INFO: the line\n {4}creationId: "42"\n$/;

test.each<Case>([{ isTTY: true }, { format: 'pretty' }, { format: 'pretty', production: true }])(
  'lines are for people: %o',
  async (given) => {
    expect(await written(given)).toMatch(forPeople);
  },
);

test.each<Case>([{}, { isTTY: true, production: true }, { isTTY: true, format: 'json' }])(
  'lines are JSON: %o',
  async (given) => {
    expect(JSON.parse(await written(given))).toMatchObject({ level: 30, msg: 'the line', creationId: '42' });
  },
);
