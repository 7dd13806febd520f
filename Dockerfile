# Build:  docker build --tag verwijsindex .
# Run:    docker run --read-only --cap-drop ALL --security-opt no-new-privileges --env-file … verwijsindex
# Configuration comes from the environment; nothing secret is built in.

ARG NODE_IMAGE=node:24.21.0-bookworm-slim

# --- compile ---------------------------------------------------------------------------------------------
FROM ${NODE_IMAGE} AS build
WORKDIR /app

# No dependency needs its install script here, so none gets to run.
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund

COPY . .
RUN npm run build && npm run sbom

# --- run -------------------------------------------------------------------------------------------------
FROM ${NODE_IMAGE} AS run
ARG VERSION=unknown
ARG REVISION=unknown

LABEL org.opencontainers.image.title="Verwijsindex" \
      org.opencontainers.image.description="Open, content-free signal matching for Dutch youth care" \
      org.opencontainers.image.licenses="EUPL-1.2" \
      org.opencontainers.image.url="https://github.com/verwijsindex/verwijsindex" \
      org.opencontainers.image.source="https://github.com/verwijsindex/verwijsindex" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"

ENV NODE_ENV=production \
    REVISION=${REVISION}
WORKDIR /app

COPY package.json package-lock.json LICENSE ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund && npm cache clean --force

COPY --from=build /app/dist ./dist
COPY --from=build /app/sbom.cdx.json ./
COPY openapi ./openapi
# The command for operators: docker run … verwijsindex verwijsindex check
RUN ln -s /app/dist/src/cli/verwijsindex.js /usr/local/bin/verwijsindex

# The places of the ledger, the witness and the login of the service: a volume that is new takes over whose they are.
RUN install --directory --mode 0700 --owner 1000 --group 1000 \
    /var/lib/verwijsindex/ledger /var/lib/verwijsindex/witness /var/lib/verwijsindex/login

# The image's own user "node", by number so that an orchestrator can see that it is not root. All files stay
# owned by root: the service cannot change its own code.
USER 1000:1000

EXPOSE 8080
STOPSIGNAL SIGTERM

HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8080/health/live').then(r => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]

# Exec form: node is process 1 and receives SIGTERM itself; src/main.ts closes gracefully.
# No signal opens an inspector, through which the keys could be read.
CMD ["node", "--disable-sigusr1", "dist/src/main.js"]
