"""What the scripts of visits say on a phone, in the language of the page: they make no sentence of their own."""

from __future__ import annotations

from django.utils.translation import gettext as _


def queue_words() -> dict[str, str]:
    """The words of the queue and of the form, by the names that the scripts ask for."""
    return {
        "waiting": _("waits"),
        "refused": _("refused"),
        "sent": _("sent"),
        "open": _("open"),
        "mend": _("mend"),
        "discard": _("discard"),
        "clear": _("clear"),
        "kept": _("Kept on this phone."),
        "offline": _("No network. What is here is kept on this phone and sent when there is one."),
        "signIn": _("You are signed out. What is here is kept; sign in to send it."),
        "fault": _("The ledger could not take it now. What is here is kept and is sent again later."),
        "others": _("recorded by {member}, who must sign in to send it"),
        "again": _("It was recorded before, as it was first sent. To change what was mended since, open it."),
        "sure": _("Discard this visit for good? It was not sent."),
        "photos": _("photos: {count}"),
        "where": _("Choose where the visit was, or give a position."),
        "settlement": _("village or township"),
        "nothing": _("Nothing of that name is offered."),
        "choose": _("take it out: {name}"),
        "accuracy": _("to within {metres} m"),
        "noPosition": _("The phone gave no position. Choose a place, or type one."),
        "mending": _("You are mending a visit that is kept on this phone."),
        "tooLarge": _("too large, will be refused"),
    }
