# How to run it: docs/deploying.md.
ARG NODE_IMAGE=node:24-bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /app
COPY .npmrc package.json package-lock.json ./
COPY prisma/without-streams prisma/without-streams
RUN npm ci --no-update-notifier
COPY tsconfig.json tsconfig.build.json ./
COPY prisma prisma
COPY schema schema
COPY src src
RUN npm run build
COPY LICENSE ./
COPY .container .container
RUN npm ci --prefix .container --ignore-scripts --no-update-notifier
RUN node .container/collect.mjs /image/app && mkdir /image/data

FROM ${NODE_IMAGE}
# As in package.json.
ARG VERSION=0.1.0
LABEL org.opencontainers.image.title="unified-customers" \
  org.opencontainers.image.version="${VERSION}" \
  org.opencontainers.image.licenses="Apache-2.0"
ENV NODE_ENV=production HOST=0.0.0.0 DATA_DIR=/data
WORKDIR /app
COPY --from=build /image/app ./
# Used by the embedded database and the emulator only. The rest belongs to root, so that the service cannot change itself.
COPY --from=build --chown=1000:1000 /image/data /data
USER 1000:1000
EXPOSE 4000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "const { ADMIN_PORT, PORT } = process.env; fetch(`http://127.0.0.1:${ADMIN_PORT || PORT || 4000}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/main.js"]
