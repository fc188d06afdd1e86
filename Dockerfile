# One image for web, worker, beat and watchdog; docker-compose.yml says what each of them runs.

FROM python:3.11-slim AS build
COPY requirements.txt /build/
RUN python -m venv /venv \
 && /venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes \
      -r /build/requirements.txt

FROM python:3.11-slim
# Nobody needs to be root in here, and nothing but the data folder needs to be written.
RUN useradd --create-home --uid 10001 followup \
 && install --directory --owner followup --group followup --mode 0700 /data
COPY --from=build /venv /venv
COPY --chown=root:root . /app
WORKDIR /app
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 FOLLOWUP_DATA_DIR=/data
USER followup
EXPOSE 8000
CMD ["gunicorn", "--config", "followup/gunicorn.py", "followup.wsgi:application"]
