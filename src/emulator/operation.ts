import type { Operation } from '../datasources/kit/document.js';
import { keepsAnswer } from '../datasources/kit/kept-answers.js';
import { isRecord } from '../datasources/kit/values.js';
import type { EmulatedAnswer, EmulatedProblem, EmulatedRequest } from '../datasources/provider-emulator.js';
import { isAuthorized } from './authentication.js';
import { compileDocumentCheck, formMediaType } from './document-check.js';
import type { EmulatedProvider } from './emulated-provider.js';
import type { OperationCall } from './fault-response.js';

/** A request to an operation before its body is parsed. */
export interface OperationRequest extends Omit<EmulatedRequest, 'body'> {
  readonly text: string;
}

/**
 * Compiles one operation of a provider into a function that prepares the call of each request. Performing the call
 * checks the credential, replays a known idempotency key, checks the document's constraints and carries it out.
 */
export function compileOperation(
  { definition: { name, emulator, recovery }, document, store }: EmulatedProvider,
  operation: Operation,
): (request: OperationRequest) => OperationCall {
  const { operationId, mediaType, parameters } = operation;
  const check = compileDocumentCheck(operation);
  const takesKeys = parameters.some(
    (parameter) => parameter.in === 'header' && parameter.name.toLowerCase() === 'idempotency-key',
  );

  /** A conflict means that another request with the key is still at work: it is not the answer of that one. */
  const keeps = (status: number) => status !== 409 && keepsAnswer(recovery.resend, status);

  function perform({ text, ...request }: OperationRequest): EmulatedAnswer {
    if (!hasMediaType(request.headers, text)) return { status: 415, body: { error: `send ${mediaType}` } };
    const parsed = parseBody(mediaType, text);
    if ('problem' in parsed) return emulator.invalid([parsed.problem]);
    const problems = check({ ...request, body: parsed.body });
    if (problems.length > 0) return emulator.invalid(problems);
    const carryOut = emulator.operations[operationId];
    if (carryOut === undefined) throw new Error(`${name} does not emulate ${operationId}`);
    return carryOut({ ...request, body: parsed.body }, store);
  }

  function hasMediaType(headers: OperationRequest['headers'], text: string): boolean {
    if (mediaType === undefined || text === '') return true;
    return headers['content-type']?.split(';')[0]?.trim().toLowerCase() === mediaType;
  }

  return (request) => {
    const { headers, text } = request;
    const key = takesKeys ? headers['idempotency-key'] : undefined;
    const earlier = key === undefined ? undefined : store.answerTo(key);
    // The key of a request that succeeded is stored with the customer, that of a failed one with the answer.
    const isNew = key !== undefined && earlier === undefined && store.find('idempotencyKey', key) === undefined;
    const remember = (answer: EmulatedAnswer) => {
      if (isNew) store.rememberAnswer(key, { answer, request: text });
    };
    return {
      keeps,
      remember,
      perform() {
        if (!isAuthorized(document.security, headers)) return emulator.unauthorized();
        if (earlier !== undefined)
          return earlier.request === text ? earlier.answer : (emulator.keyReused ?? earlier.answer);
        const answer = perform(request);
        if (answer.status >= 400 && keeps(answer.status)) remember(answer);
        return answer;
      },
    };
  };
}

type ParsedBody = { readonly body: EmulatedRequest['body'] } | { readonly problem: EmulatedProblem };

function parseBody(mediaType: string | undefined, text: string): ParsedBody {
  if (mediaType === undefined) return { body: {} };
  if (mediaType === formMediaType) return { body: Object.fromEntries(new URLSearchParams(text)) };
  try {
    const body: unknown = JSON.parse(text);
    return isRecord(body) ? { body } : { problem: { pointer: '', keyword: 'type', message: 'must be object' } };
  } catch {
    return { problem: { pointer: '', keyword: 'json', message: 'must be JSON' } };
  }
}
