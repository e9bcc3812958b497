# One image for all processes: web by default; the worker and the migration are other commands (see compose.yaml).
FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY . .
RUN node scripts/up.mjs && npm prune --omit=dev --no-audit --no-fund && rm -rf .next/cache .cache

FROM node:24-slim
ENV NODE_ENV=production PORT=3000 NEXT_TELEMETRY_DISABLED=1
WORKDIR /app
COPY --from=build /app ./
# What it may write: images that Next has made smaller, and DATA_DIR.
RUN mkdir -p .next/cache .data && chown -R node:node .next/cache .data
USER node
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/api/healthz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "node_modules/next/dist/bin/next", "start"]
