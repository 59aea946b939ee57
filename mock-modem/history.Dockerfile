# Writes the past of the simulated line: the simulator's and the exporter's sources as they are, and of the dependencies
# what they import.
ARG NODE_IMAGE=node:24-bookworm-slim

FROM ${NODE_IMAGE} AS modules
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund --no-update-notifier
COPY scripts/image scripts/image
COPY lib lib
COPY modem/src modem/src
COPY tools tools
COPY exporter/src exporter/src
COPY mock-modem/src mock-modem/src
RUN node scripts/image/trim.ts . mock-modem/src/history

FROM ${NODE_IMAGE}
WORKDIR /app
# A new volume takes its owner from here.
RUN mkdir /history && chown 1000:1000 /history
COPY --from=modules /app/node_modules node_modules
COPY package.json ./
COPY lib lib
COPY modem/src modem/src
COPY tools tools
COPY exporter/src exporter/src
COPY mock-modem/src mock-modem/src
ARG VERSION
ARG REVISION
ENV NODE_ENV=production
LABEL org.opencontainers.image.title="hg612-history" \
      org.opencontainers.image.description="The past of the simulated HG612 line, as OpenMetrics text" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
USER 1000
ENTRYPOINT ["node", "mock-modem/src/history/main.ts"]
CMD ["/prometheus", "/history/history.txt"]
