"""Why an action was refused."""


class DemoRefused(Exception):
    """The action is not allowed as things are; the text is a Chinese sentence for whoever tried."""
