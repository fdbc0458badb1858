import { isRecord, listAt, textAt } from '../kit/values.js';
import type { ErrorBody, ErrorTable } from '../provider-definition.js';

/** Older codes that say it all, with the finer ones that say the same; beside any other they are what counts. */
const decisive: Readonly<Record<string, readonly string[]>> = {
  unique: ['ALREADY_EXISTS'],
  object_not_found: ['RESOURCE_NOT_FOUND'],
  access_denied: ['UNAUTHORIZED', 'UNAUTHENTICATED'],
};

/** `{status, error_code, error_message}`, and `error_info` with the same in a newer, finer form. */
export const errors: ErrorTable = {
  read(body): ErrorBody | undefined {
    const finer = textAt(body, 'error_info', 'code');
    const older = textAt(body, 'error_code');
    const code = older && decisive[older]?.includes(finer ?? '') === false ? older : (finer ?? older);
    const message = messageOf(body);
    if (code === undefined && message === undefined) return undefined;
    const fields = blamedFields(body);
    return { code, message, fields: fields.length > 0 ? fields : fieldNamedIn(textAt(body, 'error_message')) };
  },
  rules: [
    { code: ['ALREADY_EXISTS', 'unique'], kind: 'already-exists' },
    { code: ['UNAUTHORIZED', 'UNAUTHENTICATED', 'BAD_ORIGIN', 'access_denied'], kind: 'authentication' },
    // Juspay's list of error codes: another request for the same record is still being worked on.
    { code: ['DUPLICATE_REQUEST'], kind: 'outcome-unknown' },
  ],
};

/** Both sentences for developers: for some errors only the second is there, or says what is really wrong. */
function messageOf(body: unknown): string | undefined {
  const sentences = [textAt(body, 'error_message'), textAt(body, 'error_info', 'developer_message')]
    .filter((text) => text !== undefined)
    .map((text) => text.trim());
  const [first = '', second = ''] = sentences.filter(
    (text, index) => !index || bare(text) !== bare(sentences[0] ?? ''),
  );
  const message = second ? `${first}${/[.!?]$/.test(first) ? '' : '.'} ${second}` : first;
  return message || textAt(body, 'error_info', 'user_message') || textAt(body, 'user_message');
}

const bare = (sentence: string) => sentence.replace(/\.$/, '');

function blamedFields(body: unknown): NonNullable<ErrorBody['fields']> {
  return listAt(body, 'error_info', 'fields')
    .filter(isRecord)
    .flatMap((field) => {
      const name = textAt(field, 'field_name');
      return name === undefined ? [] : [{ name, message: textAt(field, 'reason') ?? 'Juspay refused this value.' }];
    });
}

/** Without `error_info`, the sentence alone names the field. */
function fieldNamedIn(message = ''): ErrorBody['fields'] {
  const [, mandatory, wrong] = /^([\w.-]+) is mandatory field|^Wrong value in ([\w.-]+)/.exec(message) ?? [];
  const name = mandatory ?? wrong?.replace(/\.$/, '');
  return name === undefined ? undefined : [{ name, message }];
}
