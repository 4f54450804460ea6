import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mesh import formation
from mesh.errors import InvalidRequest
from mesh.formation import DynoChange, Dynos
from tests.examples import dynos


def test_dynos_are_written_in_herokus_notation() -> None:
    assert formation.parsed(["web=2:Standard-1X", "worker=1"]) == (Dynos("web", 2, "standard-1x"), Dynos("worker", 1))


@pytest.mark.parametrize("word", ["web", "web:2", "web=", "web=two", "web=-1", "web=+1", "web=2:", "=2", "web=2:1x", "web=99999", "we b=1"])
def test_another_notation_is_refused_with_an_example(word: str) -> None:
    with pytest.raises(InvalidRequest, match="as in `web=2:standard-1x`"):
        formation.parsed([word])


def test_a_type_given_twice_is_refused() -> None:
    with pytest.raises(InvalidRequest, match="`web` is given 2 times"):
        formation.parsed(["web=1", "worker=1", "web=2"])


@pytest.mark.parametrize(
    ("word", "change"),
    [
        ("web=3", DynoChange("web", to=3)),
        ("web=+1", DynoChange("web", by=1)),
        ("web=-2", DynoChange("web", by=-2)),
        ("web=+1:Standard-2X", DynoChange("web", by=1, size="standard-2x")),
    ],
)
def test_a_change_is_a_number_to_set_or_to_add(word: str, change: DynoChange) -> None:
    assert formation.parsed_changes([word]) == (change,)


@pytest.mark.parametrize("word", ["web", "web=", "web=++1", "web=1+", "web=two", "web=standard-2x", "web=99999", "+1"])
def test_a_change_in_another_notation_is_refused_with_examples(word: str) -> None:
    with pytest.raises(InvalidRequest, match=r"as in `web=3`, `web=\+1` or `web=2:standard-2x`"):
        formation.parsed_changes([word])


def test_a_type_changed_twice_is_refused() -> None:
    with pytest.raises(InvalidRequest, match="`web` is given 2 times"):
        formation.parsed_changes(["web=1", "web=+1"])


def test_no_words_are_no_formation() -> None:
    assert formation.parsed([]) == ()


def test_a_change_replaces_its_own_type_and_keeps_the_others() -> None:
    after = formation.merged(dynos("web=1:basic", "worker=2:basic"), dynos("web=3:standard-1x", "clock=1"))

    assert after == dynos("web=3:standard-1x", "worker=2:basic", "clock=1")


def test_a_change_without_a_size_keeps_the_size() -> None:
    assert formation.merged(dynos("web=1:basic"), dynos("web=2")) == dynos("web=2:basic")


def test_sizes_are_compared_without_case_as_heroku_does() -> None:
    assert not formation.differs(dynos("web=1:standard-1x"), dynos("web=1:Standard-1X"))


def test_types_that_nobody_asked_for_make_no_difference() -> None:
    assert not formation.differs(dynos("web=1"), dynos("web=1:basic", "worker=5:basic"))


@pytest.mark.parametrize("wanted", ["web=2", "web=1:standard-1x", "worker=1"])
def test_another_quantity_size_or_type_makes_a_difference(wanted: str) -> None:
    assert formation.differs(dynos(wanted), dynos("web=1:basic"))


types = st.from_regex(r"[a-z][a-z0-9_]{0,10}", fullmatch=True)
sizes = st.none() | st.sampled_from(["basic", "standard-1x", "performance-l"])
formations = st.lists(st.builds(Dynos, types, st.integers(0, 9999), sizes), unique_by=lambda each: each.type).map(tuple)


@settings(deadline=None)
@given(formations)
def test_a_formation_in_words_is_read_back_as_the_same(some: formation.Formation) -> None:
    assert formation.parsed(formation.words(some).split()) == some


@settings(deadline=None)
@given(formations, formations)
def test_after_a_change_nothing_that_was_asked_for_differs(now: formation.Formation, wanted: formation.Formation) -> None:
    assert not formation.differs(wanted, formation.merged(now, wanted))
