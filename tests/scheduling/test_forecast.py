"""What falls due on which day."""

from __future__ import annotations

from tests.scheduling.examples import DAY, NOON
from tests.scheduling.pasts import calendar
from tutor.scheduling.forecast import Due, Forecast, forecast
from tutor.scheduling.past import CardNow
from tutor.store.moments import microseconds


def card(due: float, interval: float = 5.0) -> CardNow:
    """Return a card that is due so many days after NOON, and its interval in days."""
    at = NOON + due * DAY
    last = microseconds(at - interval * DAY)
    return CardNow("id", "deck.md", microseconds(at), last, is_learned=True)


def found(*cards: CardNow) -> Forecast:
    return forecast(cards, calendar(), days=3)


def test_no_cards_are_no_load() -> None:
    assert found() == Forecast(Due(0, 0), (Due(0, 0),) * 3, 0)


def test_a_new_card_does_not_fall_due() -> None:
    assert found(CardNow("id", "deck.md", None, None, is_learned=False)) == found()


def test_what_was_due_before_today_is_overdue_and_what_was_due_this_morning_is_not() -> None:
    cast = found(card(-0.34), card(-0.33))

    assert cast.overdue.cards == 1
    assert cast.days[0].cards == 1


def test_each_day_has_what_falls_due_on_it_and_the_rest_is_later() -> None:
    cast = found(card(0.6), card(0.7), card(1), card(2), card(3), card(60))

    assert [day.cards for day in cast.days] == [1, 2, 1]
    assert cast.later == 2


def test_an_interval_of_21_days_is_mature() -> None:
    assert found(card(0, 20.9), card(0, 21)).days[0] == Due(young=1, mature=1)


def test_what_lies_beyond_the_calendar_is_later() -> None:
    assert found(card(36_500, 36_500)).later == 1
