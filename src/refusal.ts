/** A request that is refused before anything looks for GraphQL in it, in the words and the form that Fastify has for others. */
export class Refusal extends Error {
  constructor(
    readonly statusCode: 400 | 415,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}
