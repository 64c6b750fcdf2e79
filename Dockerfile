# Karama in a container: two stages, so that the tools that install do not travel with what they installed.
# The address of the package index is the builder's (`docker build --build-arg PIP_INDEX_URL=...` or pip's default).

FROM python:3.12-slim AS dependencies
ARG PIP_INDEX_URL
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/venv
COPY requirements/run.txt /tmp/run.txt
RUN /opt/venv/bin/pip install --require-hashes --only-binary=:all: -r /tmp/run.txt

FROM python:3.12-slim
# A fixed number, so that a mounted volume keeps its owner from one image to the next.
RUN groupadd --gid 10001 karama \
    && useradd --uid 10001 --gid karama --no-create-home --home-dir /data --shell /usr/sbin/nologin karama \
    && install -d -o karama -g karama -m 0750 /data
COPY --from=dependencies /opt/venv /opt/venv
WORKDIR /srv/karama
COPY LICENSE alembic.ini pyproject.toml ./
COPY migrations migrations
COPY templates templates
COPY app app
# The same command as on any other machine, and byte code made once instead of at each start.
RUN printf '#!/bin/sh\nexec /opt/venv/bin/python -P -m app "$@"\n' > /opt/venv/bin/karama \
    && chmod 755 /opt/venv/bin/karama \
    && /opt/venv/bin/python -c 'import sysconfig; print("/srv/karama", file=open(sysconfig.get_path("purelib") + "/karama.pth", "w"))' \
    && /opt/venv/bin/python -m compileall -q app migrations
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    KARAMA_DATA_DIR=/data
USER karama
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["karama", "serve", "--host", "0.0.0.0", "--port", "8000"]
