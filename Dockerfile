# The map service in a small image. Built and run:
#
#   docker build -t bailiwick .
#   docker run --rm --network host bailiwick
#
# --network host: the server listens on loopback only, as long as it has no authentication, and a container's own loopback
# cannot be reached from outside. Own data: -v /srv/bailiwick:/srv/bailiwick:ro and `-c /srv/bailiwick/bailiwick.toml` at the end.
#
# No Docker engine runs where this was written: the file is checked by reading, and a test checks that what it copies exists.

FROM node:22-bookworm-slim AS web
WORKDIR /src/tile-server/web
COPY tile-server/web/package.json tile-server/web/package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY tile-server/web ./
RUN npm run build

FROM rust:1.95-bookworm AS build
RUN apt-get update \
    && apt-get install -y --no-install-recommends libgdal-dev pkg-config \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY Cargo.toml Cargo.lock ./
# Says that SQLite is the system's.
COPY .cargo .cargo
COPY engine engine
COPY tile-server tile-server
# A member of the workspace, so cargo wants to see it; nothing of it is built.
COPY tests tests
COPY --from=web /src/tile-server/web/dist tile-server/web/dist
RUN cargo build --release --locked --package bailiwick-engine --package bailiwick-tile-server --bins

# The same Debian as the build's, so that the GDAL it was linked with is the GDAL it runs with.
FROM debian:bookworm-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends libgdal32 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --create-home bailiwick
COPY --from=build /src/target/release/bailiwick /src/target/release/bailiwick-server /usr/local/bin/
COPY LICENSE LICENSE-APACHE LICENSE-MIT /usr/share/doc/bailiwick/
COPY data/jilin /usr/share/bailiwick/jilin
USER bailiwick
WORKDIR /home/bailiwick
ENTRYPOINT ["bailiwick-server"]
CMD ["-c", "/usr/share/bailiwick/jilin/bailiwick.toml"]
