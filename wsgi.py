"""What a WSGI server loads."""

from gkcloud import create_app
from gkcloud.web import metrics

app = create_app()

if app.settings.metrics_port is not None:
    metrics.serve(app, app.settings.metrics_port)
