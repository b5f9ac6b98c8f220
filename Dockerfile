# The service as an image: what is needed to install stays in the first stage. The same image runs web, workers and beat.
FROM python:3.11-slim AS build
COPY requirements.lock /tmp/requirements.lock
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --no-compile --require-hashes --only-binary :all: -r /tmp/requirements.lock \
    && /venv/bin/pip uninstall --yes pip setuptools

FROM python:3.11-slim
RUN useradd --uid 10001 --create-home --shell /usr/sbin/nologin newsletter
WORKDIR /app
COPY --from=build /venv /venv
COPY manage.py ./
COPY digest digest
COPY subscribers subscribers
COPY newsletter newsletter
COPY templates templates
COPY static static
COPY locale locale
RUN mkdir var && chown newsletter: var
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
USER newsletter
# Static files, the local mailbox and beat's clock; all else is in PostgreSQL.
VOLUME /app/var
EXPOSE 8000
CMD ["granian", "--interface", "wsgi", "--no-ws", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", \
     "--blocking-threads", "4", "--backlog", "256", "--backpressure", "64", "--http1-header-read-timeout", "10000", \
     "--workers-kill-timeout", "10", "newsletter.wsgi:application"]
