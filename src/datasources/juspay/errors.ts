import { isRecord, listAt, textAt } from '../kit/values.js';
import type { ErrorBody, ErrorTable } from '../provider-definition.js';

/**
 * Juspay's older codes that leave no doubt, each with the newer codes that mean the same. If the newer code means
 * something else, the older one counts.
 */
const unambiguous: Readonly<Record<string, readonly string[]>> = {
  unique: ['ALREADY_EXISTS'],
  object_not_found: ['RESOURCE_NOT_FOUND'],
  access_denied: ['UNAUTHORIZED', 'UNAUTHENTICATED'],
};

/** Juspay's errors, `{status, error_code, error_message, error_info}`; `error_info` is a newer and more precise form. */
export const errors: ErrorTable = {
  read(body): ErrorBody | undefined {
    const newer = textAt(body, 'error_info', 'code');
    const older = textAt(body, 'error_code');
    const code = older && unambiguous[older]?.includes(newer ?? '') === false ? older : (newer ?? older);
    const message = messageOf(body);
    if (code === undefined && message === undefined) return undefined;
    const fields = listedFields(body);
    return { code, message, fields: fields.length > 0 ? fields : fieldNamedIn(textAt(body, 'error_message')) };
  },
  rules: [
    { code: ['ALREADY_EXISTS', 'unique'], kind: 'already-exists' },
    { code: ['UNAUTHORIZED', 'UNAUTHENTICATED', 'BAD_ORIGIN', 'access_denied'], kind: 'authentication' },
    // From Juspay's list of error codes: another request for the same record is still being processed.
    { code: ['DUPLICATE_REQUEST'], kind: 'outcome-unknown' },
  ],
};

/** Both messages for developers: for some errors only the second is there, or only it says what is wrong. */
function messageOf(body: unknown): string | undefined {
  const sentences = [textAt(body, 'error_message'), textAt(body, 'error_info', 'developer_message')]
    .filter((text) => text !== undefined)
    .map((text) => text.trim());
  const [first = '', second = ''] = sentences.filter(
    (text, index) => !index || withoutFullStop(text) !== withoutFullStop(sentences[0] ?? ''),
  );
  const message = second ? `${first}${/[.!?]$/.test(first) ? '' : '.'} ${second}` : first;
  return message || textAt(body, 'error_info', 'user_message') || textAt(body, 'user_message');
}

const withoutFullStop = (sentence: string) => sentence.replace(/\.$/, '');

function listedFields(body: unknown): NonNullable<ErrorBody['fields']> {
  return listAt(body, 'error_info', 'fields')
    .filter(isRecord)
    .flatMap((field) => {
      const name = textAt(field, 'field_name');
      return name === undefined ? [] : [{ name, message: textAt(field, 'reason') ?? 'Juspay refused this value.' }];
    });
}

/** Without `error_info`, only the message names the field. */
function fieldNamedIn(message = ''): ErrorBody['fields'] {
  const [, mandatory, wrong] = /^([\w.-]+) is mandatory field|^Wrong value in ([\w.-]+)/.exec(message) ?? [];
  const name = mandatory ?? wrong?.replace(/\.$/, '');
  return name === undefined ? undefined : [{ name, message }];
}
