# syntax=docker/dockerfile:1
# Production image: web, the workers and cron are the same image with different commands, see fly.toml.
FROM python:3.13-slim-bookworm

ENV PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    UV_COMPILE_BYTECODE=1 \
    UV_LINK_MODE=copy \
    UV_NO_CACHE=1 \
    PIP_NO_CACHE_DIR=1

WORKDIR /app

# Only what decides the set-up comes first, so that a change of the code does not install everything again.
COPY package.json package-lock.json requirements.lock requirements-dev.lock requirements-uv.lock ./
COPY scripts scripts
RUN python3 -m scripts.setup image \
    && rm -rf /var/lib/apt/lists/* /root/.npm .venv/tools var/log

COPY . .
RUN useradd --system --home-dir /app --shell /usr/sbin/nologin gkcloud \
    && install -d -o gkcloud -g gkcloud -m 0700 var/files
USER gkcloud

ENV PATH=/app/.venv/bin:$PATH \
    GKCLOUD_FONTS_DIR=/app/var/fonts

EXPOSE 8080 9091
CMD ["gkcloud", "web", "--host", "0.0.0.0", "--port", "8080"]
