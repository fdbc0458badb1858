import type { ApolloServerPlugin } from '@apollo/server';
import { GraphQLError } from 'graphql';
import type { ErrorCode } from './error-codes.js';

/** What one request may cost while it is carried out. */
export interface BudgetLimits {
  /** Fields to resolve, those of every entry of a list counted. */
  readonly maxFields: number;
  /** Length of all texts of the answer together, in UTF-16 code units. */
  readonly maxCharacters: number;
  /** Time, in milliseconds. What has begun by then is finished; nothing more begins. */
  readonly timeoutMs: number;
}

/** How often to look at the clock, in fields. */
const fieldsPerLook = 256;

/**
 * What one request has left. Estimates of a query's cost go by assumed lengths of lists; this counts what really happens.
 */
export class RequestBudget {
  private fields = 0;
  private characters = 0;
  private over: GraphQLError | undefined;
  private readonly deadline: number;
  private abandoned = false;

  constructor(private readonly limits: BudgetLimits) {
    this.deadline = performance.now() + limits.timeoutMs;
  }

  /** The client has closed its connection: nobody waits for the answer. */
  abandon(): void {
    this.abandoned = true;
  }

  /**
   * Whether something may still be begun that outlives the request.
   *
   * @throws GraphQLError when nobody waits for it any more.
   */
  begin(): void {
    if (this.abandoned) throw timeout('The client closed the connection before this began; nothing was begun.');
    if (performance.now() > this.deadline)
      throw timeout('The request took too long before this began; nothing was begun.');
  }

  /** @throws GraphQLError when no field is left, or no time. */
  takeField(): void {
    if (this.over) throw this.over;
    this.fields++;
    if (this.fields > this.limits.maxFields) {
      throw this.end(tooLarge(`The answer has more than ${this.limits.maxFields} fields: ask for less at once.`));
    }
    if (this.fields % fieldsPerLook === 0 && (this.abandoned || performance.now() > this.deadline)) {
      throw this.end(timeout('The request took too long.'));
    }
  }

  /** @throws GraphQLError when the answer gets too long. */
  takeText(length: number): void {
    this.characters += length;
    if (this.characters > this.limits.maxCharacters) {
      const most = `${this.limits.maxCharacters} characters`;
      throw this.end(tooLarge(`The texts of the answer have more than ${most}: ask for less at once.`));
    }
  }

  private end(error: GraphQLError): GraphQLError {
    this.over = error;
    return error;
  }
}

const codes = { timeout: 'REQUEST_TIMEOUT', tooLarge: 'ANSWER_TOO_LARGE' } as const satisfies Record<string, ErrorCode>;
const timeout = (message: string): GraphQLError => new GraphQLError(message, { extensions: { code: codes.timeout } });
const tooLarge = (message: string): GraphQLError => new GraphQLError(message, { extensions: { code: codes.tooLarge } });

const isOver = (code: unknown): boolean => Object.values<unknown>(codes).includes(code);

/** Once the budget is used up, every further field fails for the same reason, which is said only once. */
export const sayOnce: ApolloServerPlugin = {
  async requestDidStart() {
    return {
      async willSendResponse({ response: { body } }) {
        if (body.kind !== 'single' || !body.singleResult.errors) return;
        const said = new Set<string>();
        body.singleResult.errors = body.singleResult.errors.filter(({ message, extensions }) => {
          if (!isOver(extensions?.code)) return true;
          const isNew = !said.has(message);
          said.add(message);
          return isNew;
        });
      },
    };
  },
};
