# One image for every component; the command says which one a container is.
#
#   docker build -t kubevert .
#
# PREBUILT=yes takes the program from local-cluster/target/dist/lib instead of building it.
# CA_CERTIFICATES (PEM) is trusted besides Debian's, for networks whose proxy re-encrypts.

FROM debian:trixie-slim AS build
ARG PREBUILT=no
ARG CA_CERTIFICATES=
WORKDIR /src
COPY . .
RUN set -eu; \
    if [ "$PREBUILT" != yes ]; then \
      mkdir -p /usr/local/share/ca-certificates; \
      printf '%s\n' "$CA_CERTIFICATES" \
        | awk '/BEGIN CERTIFICATE/ { n++ } n { print >("/usr/local/share/ca-certificates/extra-" n ".crt") }'; \
      apt-get update -q; \
      apt-get install -q -y --no-install-recommends ca-certificates ca-certificates-java maven openjdk-25-jdk-headless; \
      rm -rf local-cluster/target/dist; \
      mvn --batch-mode --quiet -Dmaven.test.skip=true --projects local-cluster --also-make package; \
    fi; \
    test -e local-cluster/target/dist/lib || { echo "PREBUILT=yes, but there is no local-cluster/target/dist/lib" >&2; exit 1; }; \
    mkdir /program; \
    cp local-cluster/target/dist/lib/*.jar /program/

# The images that pods can use without a registry.
FROM debian:trixie-slim AS images
COPY node-agent/images/build-images.sh /build-images.sh
RUN apt-get update -q && /build-images.sh /images

FROM debian:trixie-slim
RUN apt-get update -q \
    && apt-get install -q -y --no-install-recommends \
      ca-certificates conmon conntrack crun curl iproute2 libnftables1 nftables openjdk-25-jre-headless \
      procps skopeo umoci util-linux \
    && rm -rf /var/lib/apt/lists/*
COPY --from=images /images /usr/share/kubevert/images
COPY --from=build /program /usr/share/kubevert/lib
# The AOT cache stays where it was made for: moved elsewhere, each of its pages would be a container's own.
RUN printf '%s\n' -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xss512k -Xmx160m -XX:+ExitOnOutOfMemoryError \
      -XX:+UseCompactObjectHeaders -XX:+UnlockDiagnosticVMOptions -XX:ArchiveRelocationMode=0 \
      --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
      -Dhazelcast.logging.type=slf4j -Dvertx.disableDnsResolver=true \
      -cp '/usr/share/kubevert/lib/*' >/usr/share/kubevert/options
# One start of an API server loads and links what every component needs. The
# requests leave behind which code is hot, so that the second compiler need not find out again.
RUN set -eu; \
    java -XX:AOTCacheOutput=/usr/share/kubevert/classes.aot "-Xlog:aot*=error" @/usr/share/kubevert/options \
      -XX:TieredStopAtLevel=4 io.kubevert.apiserver.Main \
      --bus-address=127.0.0.1 --advertise-address=192.0.2.1 --bind-address=127.0.0.1 \
      --pki-dir=/tmp/pki --data-dir=/tmp/store & \
    server=$!; \
    curl --fail --silent --insecure --output /dev/null --retry 120 --retry-delay 1 --retry-all-errors \
      https://127.0.0.1:6443/readyz; \
    ask() { \
      curl --fail --silent --insecure --output /dev/null --header "Authorization: Bearer $(cat /tmp/pki/admin/token)" \
        --header "Content-Type: application/json" "$@"; \
    }; \
    maps=https://127.0.0.1:6443/api/v1/namespaces/default/configmaps; \
    ask --data '{"metadata":{"name":"map"},"data":{"key":"value"}}' "$maps"; \
    ask --data '{"metadata":{"generateName":"map-"},"data":{"key":"value"}}' "$maps?[1-3000]"; \
    ask "$maps/map?[1-3000]"; \
    kill "$server"; \
    wait "$server" || true; \
    rm -rf /tmp/pki /tmp/store; \
    test -s /usr/share/kubevert/classes.aot
ENTRYPOINT ["java", "-XX:AOTCache=/usr/share/kubevert/classes.aot", "@/usr/share/kubevert/options"]
