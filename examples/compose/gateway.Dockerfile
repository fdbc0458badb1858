# Hive Gateway with the supergraph of supergraph.yaml. Build it in the root folder.
ARG NODE_IMAGE=node:24-bookworm-slim

FROM ${NODE_IMAGE}
WORKDIR /app/examples/gateway
COPY .npmrc /app/
COPY .npmrc examples/gateway/package.json examples/gateway/package-lock.json ./
RUN npm ci --omit=dev --no-update-notifier
COPY examples/gateway ./
COPY schema/subgraph.graphql /app/schema/
COPY examples/compose/supergraph.yaml examples/compose/gateway.config.mjs /app/examples/compose/
RUN node compose.mjs ../compose/supergraph

ENV NODE_ENV=production
USER 1000:1000
EXPOSE 4002
CMD ["node", "node_modules/@graphql-hive/gateway/dist/bin.js", "supergraph", "../compose/supergraph.graphql", \
  "--config-path", "../compose/gateway.config.mjs", "--host", "0.0.0.0", "--port", "4002"]
