# The image runs everything by default, or what its arguments say: start --no-console --no-worker, worker, doctor.
# It holds no redis-server; REDIS_URL says which Redis to use, and compose.yaml brings one along.
ARG NODE_VERSION=22.21

FROM node:${NODE_VERSION}-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY tsconfig.json tsconfig.build.json ./
COPY src ./src
COPY adapters ./adapters
COPY jobs ./jobs
RUN npm run build

FROM node:${NODE_VERSION}-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# ONNX Runtime brings the binaries of every platform along; the image runs on Linux.
RUN npm ci --omit=dev && rm -rf node_modules/onnxruntime-node/bin/napi-v*/darwin node_modules/onnxruntime-node/bin/napi-v*/win32

FROM node:${NODE_VERSION}-bookworm-slim
LABEL org.opencontainers.image.title="Switchyard" \
      org.opencontainers.image.description="A self-hosted chat-ops orchestrator" \
      org.opencontainers.image.version="0.1.0" \
      org.opencontainers.image.licenses="MIT"
WORKDIR /app
COPY --from=packages /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY package.json LICENSE ./
COPY agent-config ./agent-config
COPY models ./models
# Made here, so that a volume mounted over it belongs to the user that writes to it.
RUN mkdir /data && chown 1000:1000 /data
ENV NODE_ENV=production \
    SWITCHYARD_DATA=/data \
    SWITCHYARD_HTTP_HOST=0.0.0.0 \
    SWITCHYARD_HTTP_PORT=8080
VOLUME /data
EXPOSE 8080
# The user "node", by number: orchestrators that insist on a non-root user cannot look names up.
USER 1000:1000
# Alive is enough here: while Redis is away, restarting this container would not help.
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.SWITCHYARD_HTTP_PORT}/healthz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# Node is process 1 and takes SIGTERM itself; --init adds a process that buries what agents' programs leave behind.
ENTRYPOINT ["node", "/app/dist/src/cli.js"]
CMD ["start", "--no-console"]
