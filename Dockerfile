FROM node:26-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc prisma.config.ts ./
COPY prisma/schema.prisma prisma/
RUN npm ci --no-audit --no-fund
# What only builds and checks goes: without the optional and peer packages the Prisma tools and TypeScript stay behind.
RUN npm prune --omit=dev --omit=optional --omit=peer --no-audit --no-fund

FROM node:26-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 DATA_DIR=/data
WORKDIR /app
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/generated generated
COPY package.json manifest.yml LICENSE ./
COPY prisma prisma
COPY playbook playbook
COPY sandbox sandbox
COPY src src
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# No shell and no npm in between: SIGTERM has to reach the program for its clean shutdown.
CMD ["node", "src/main.ts"]
