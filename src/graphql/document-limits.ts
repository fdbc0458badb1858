import { maxAliasesRule } from '@escape.tech/graphql-armor-max-aliases';
import { maxDepthRule } from '@escape.tech/graphql-armor-max-depth';
import { maxDirectivesRule } from '@escape.tech/graphql-armor-max-directives';
import { type ASTVisitor, GraphQLError, type ValidationContext, type ValidationRule } from 'graphql';

/** How large a document may be, whatever it asks for. */
export interface DocumentLimits {
  readonly maxTokens: number;
  /** Levels of nesting. */
  readonly maxDepth: number;
  readonly maxAliases: number;
  readonly maxDirectives: number;
  /** Fields of the query or mutation itself. */
  readonly maxRootFields: number;
}

/** Validation rules; the tokens are counted by the parser. A document that was validated once is not checked again. */
export function documentLimitRules(limits: DocumentLimits): ValidationRule[] {
  /** The rules would throw their own error, which does not say what to do. */
  const refusing = (what: string, limit: number) => ({
    n: limit,
    propagateOnRejection: false,
    onReject: [(context: ValidationContext | null) => context?.reportError(tooLarge(what, limit))],
  });
  return [
    maxDepthRule({ ...refusing('levels of nesting', limits.maxDepth), flattenFragments: true }),
    maxAliasesRule({ ...refusing('aliases', limits.maxAliases), allowList: ['__typename'] }),
    maxDirectivesRule(refusing('directives', limits.maxDirectives)),
    maxRootFieldsRule(limits.maxRootFields),
  ] as ValidationRule[];
}

/** Fields within fragments are not counted here, but the aliases that they need to differ are. */
const maxRootFieldsRule =
  (limit: number): ValidationRule =>
  (context): ASTVisitor => ({
    OperationDefinition({ selectionSet: { selections } }) {
      if (selections.length > limit) context.reportError(tooLarge('fields at its root', limit));
    },
  });

/** Apollo Server gives every error of validation the same code. */
const tooLarge = (what: string, limit: number): GraphQLError =>
  new GraphQLError(`The document has more than ${limit} ${what}: split it into several requests.`);
