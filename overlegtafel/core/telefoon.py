"""Telephone numbers, checked and written the Dutch way (python phonenumbers)."""

import phonenumbers

# What the columns hold; only a number with an extension behind it is longer.
MAX_LENGTE = 20


def clean_telefoon(typed: str) -> str | None:
    """'043 350 1234' for any usual way of writing a Dutch or foreign number; '' for nothing; None when it is none."""
    typed = typed.strip()
    if not typed:
        return ""
    try:
        number = phonenumbers.parse(typed, "NL")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    national = number.country_code == 31
    style = phonenumbers.PhoneNumberFormat.NATIONAL if national else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    written = phonenumbers.format_number(number, style)
    return written if len(written) <= MAX_LENGTE else None
