# The images of the stack's own services, one target each: exporter, mock-modem, alertmanager-config.
# Any image with Node 24 and npm will do as the base.
ARG NODE_IMAGE=node:24.21.0-bookworm-slim@sha256:0e0ff40c39bc087845bfb27465a0df4ea419520094bc35842ff83dd8cbe6f9b6

# The bundles are the same for every architecture.
FROM --platform=$BUILDPLATFORM ${NODE_IMAGE} AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund --no-update-notifier
COPY scripts/bundle.ts scripts/
COPY lib lib
COPY modem/src modem/src
COPY exporter/src exporter/src
COPY mock-modem/src mock-modem/src
COPY alertmanager/src alertmanager/src
COPY tools tools
RUN node scripts/bundle.ts /bundles

FROM ${NODE_IMAGE} AS runtime
# A running service needs no package manager.
RUN rm -rf /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack \
      /usr/local/bin/yarn /usr/local/bin/yarnpkg /opt/yarn-*
COPY scripts/http-probe /usr/local/bin/
WORKDIR /app
ENV NODE_ENV=production
LABEL org.opencontainers.image.licenses="Apache-2.0"

FROM runtime AS exporter
COPY exporter/bin exporter/bin
COPY docs/runbooks docs/runbooks
COPY --from=build /bundles/exporter exporter
ARG VERSION
ARG REVISION
ENV PATH=/app/exporter/bin:$PATH EXPORTER_VERSION=${VERSION} EXPORTER_REVISION=${REVISION}
LABEL org.opencontainers.image.title="hg612-exporter" \
      org.opencontainers.image.description="Prometheus exporter for the Huawei HG612 VDSL modem" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
USER 1000
EXPOSE 9612
HEALTHCHECK --interval=30s --timeout=10s --start-period=3m CMD http-probe "${LISTEN_PORT:-9612}" /-/healthy
ENTRYPOINT ["hg612"]

FROM runtime AS mock-modem
# New volumes take their owner from here.
RUN mkdir /history && chown 1000:1000 /history
COPY mock-modem/bin mock-modem/bin
COPY mock-modem/recordings mock-modem/recordings
COPY --from=build /bundles/mock-modem mock-modem
ARG VERSION
ARG REVISION
ENV PATH=/app/mock-modem/bin:$PATH
LABEL org.opencontainers.image.title="hg612-mock-modem" \
      org.opencontainers.image.description="A mock Huawei HG612 VDSL modem: simulated and recorded lines" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
USER 1000
EXPOSE 8080 2323
HEALTHCHECK --interval=30s --timeout=10s --start-period=3m CMD http-probe "${HTTP_PORT:-8080}" /-/healthy
ENTRYPOINT ["mock-modem"]

FROM runtime AS alertmanager-config
# New volumes take owner and mode from here: only Alertmanager's user may read the configuration.
RUN mkdir -m 0700 /etc/alertmanager && \
    mkdir -p /targets /volumes/victoriametrics /volumes/vmagent-0 /volumes/vmagent-1 && \
    chown -R 65534:65534 /etc/alertmanager /targets /volumes
COPY alertmanager/templates alertmanager/templates
COPY --from=build /bundles/alertmanager alertmanager
ARG VERSION
ARG REVISION
LABEL org.opencontainers.image.title="hg612-alertmanager-config" \
      org.opencontainers.image.description="Writes the Alertmanager configuration of the HG612 stack from the environment" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
# The user of the Alertmanager image, which reads the files.
USER 65534:65534
ENTRYPOINT ["node", "alertmanager/dist/main.js"]
