# The base can be a mirror or another tag: docker build --build-arg BASE=mirror.example/python:3.12-slim .
ARG BASE=python:3.11-slim

FROM ${BASE} AS build
WORKDIR /source
RUN python -m venv /opt/winnow
ENV PATH=/opt/winnow/bin:$PATH PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
# The pins first: a change of our own code does not install the libraries anew.
COPY .requirements/runtime.txt ./
RUN pip install --only-binary :all: --no-compile -r runtime.txt
COPY pyproject.toml README.md LICENSE NOTICE ./
COPY app ./app
# The byte code is compiled here because the file system that it runs on cannot be written to.
RUN pip install --no-deps --no-compile . \
 && pip uninstall --yes pip setuptools \
 && find /opt/winnow -type d \( -name tests -o -name test \) -prune -exec rm -rf {} + \
 && python -m compileall -q /opt/winnow

FROM ${BASE}
LABEL org.opencontainers.image.title="Winnow" \
      org.opencontainers.image.description="The clean article body of a scraped document" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=build /opt/winnow /opt/winnow
ENV PATH=/opt/winnow/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    WINNOW_HOST=0.0.0.0 \
    WINNOW_PORT=8000
WORKDIR /
USER 10001:10001
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
    CMD ["python", "-I", "-c", "import os, urllib.request as r; r.urlopen('http://127.0.0.1:' + os.environ['WINNOW_PORT'] + '/livez', timeout=2)"]
CMD ["winnow", "serve"]
