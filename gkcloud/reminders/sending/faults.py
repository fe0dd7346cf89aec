"""Why a message was not handed over. No text of these holds an address, a key or what a server answered."""


class NotSent(Exception):
    """Nobody answered, or nobody can take it now: it is worth trying again. The text is a Chinese sentence."""


class NotTaken(Exception):
    """It was refused for good as things are; the text is a Chinese sentence for whoever manages the channel."""
