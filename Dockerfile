# The sync-server: push, sign-in, gatekeeper. Shapes come from Electric (docker-compose.yml) or, without
# ELECTRIC_URL, from the embedded service. Never built on the machine the tests run on: it has no Docker engine.
FROM node:26-bookworm-slim AS packages
WORKDIR /chairside
COPY package.json package-lock.json ./
# The optional packages stay in: among them is the prebuilt part of argon2 for this platform.
RUN npm ci --omit=dev --no-audit --no-fund

FROM node:26-bookworm-slim
ENV NODE_ENV=production
WORKDIR /chairside
COPY --from=packages /chairside/node_modules ./node_modules
COPY package.json ./
COPY shared ./shared
COPY migrations ./migrations
COPY sync-server ./sync-server
RUN useradd --system --home-dir /data chairside && mkdir /data && chown chairside /data
USER chairside
VOLUME /data
EXPOSE 4500
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:4500/v1/health').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--max-semi-space-size=8", "sync-server/main.ts", "--data", "/data", "--host", "0.0.0.0", "--port", "4500"]
