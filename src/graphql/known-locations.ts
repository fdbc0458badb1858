import { DirectiveLocation, GraphQLDirective, GraphQLSchema } from 'graphql';

/**
 * A schema whose directives name no location newer than the specification of September 2025. graphql-js has
 * `DIRECTIVE_DEFINITION` for `@deprecated` since 16.15, and clients that know it not, such as graphql-core 3.2, refuse all of
 * an introspection that names it. Nothing here is a deprecated directive.
 */
export function withKnownLocations(schema: GraphQLSchema): GraphQLSchema {
  const config = schema.toConfig();
  const directives = config.directives.map((directive) => {
    const locations = directive.locations.filter((location) => location !== DirectiveLocation.DIRECTIVE_DEFINITION);
    return locations.length < directive.locations.length
      ? new GraphQLDirective({ ...directive.toConfig(), locations })
      : directive;
  });
  return new GraphQLSchema({ ...config, directives });
}
