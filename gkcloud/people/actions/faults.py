"""What an action answers when it may not go on."""


class Refused(Exception):
    """The action may not go on; the text is a sentence for the person. ``field`` names the form field it belongs to."""

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field
