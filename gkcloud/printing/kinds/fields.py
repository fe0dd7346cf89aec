"""Fields that several kinds' forms have."""

from collections.abc import Iterable

from wtforms import DateField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange


def text(label: str, longest: int, hint: str = "") -> StringField:
    """Return a line that must be filled in."""
    return StringField(
        label,
        [InputRequired(f"请填写{label}。"), Length(max=longest, message=f"{label}最多 {longest} 字，请改短。")],
        description=hint,
    )


def optional_text(label: str, longest: int, hint: str = "") -> StringField:
    """Return a line that may stay empty."""
    return StringField(
        label, [Length(max=longest, message=f"{label}最多 {longest} 字，请改短。")], description=hint, default=""
    )


def long_text(label: str, longest: int, hint: str = "", *, is_needed: bool = False) -> TextAreaField:
    """Return several lines, which may stay empty unless they are needed."""
    checks = [Length(max=longest, message=f"{label}最多 {longest} 字，请缩短。")]
    return TextAreaField(
        label, [InputRequired(f"请填写{label}。"), *checks] if is_needed else checks, description=hint, default=""
    )


def day(label: str) -> DateField:
    """Return a date that must be given."""
    return DateField(label, [InputRequired(f"请填写{label}，例如 2026-11-21。")])


def number(label: str, least: int, most: int, hint: str = "") -> IntegerField:
    """Return a whole number that must be given."""
    return IntegerField(
        label,
        [InputRequired(f"请填写{label}。"), NumberRange(least, most, f"{label}须在 {least} 至 {most} 之间。")],
        description=hint,
    )


def one_of(label: str, choices: Iterable[tuple[str, str]], *, is_filter: bool = False) -> SelectField:
    """Return a choice of one; a filter may stay at “all”."""
    return SelectField(
        label,
        [] if is_filter else [InputRequired(f"请选择{label}。")],
        choices=[SelectChoice(value, name) for value, name in choices],
    )
