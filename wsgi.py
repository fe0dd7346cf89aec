"""What a WSGI server loads."""

from gkcloud import create_app

app = create_app()
