"""What a rep is given to say."""

from playbook import queries
from playbook.defaults import SCRIPTS
from playbook.filling import SpokenFacts, fill
from playbook.models import Script
from tests.factories import create_team


def test_a_script_speaks_of_what_is_known():
    facts = SpokenFacts(first_name="Dana", rep_first_name="Mia", hook="a second quote")

    assert fill("Hi {first_name}, it's {rep_first_name}, about {hook}.", facts) == (
        "Hi Dana, it's Mia, about a second quote."
    )


def test_what_is_unknown_becomes_a_neutral_phrase():
    assert fill("Hi {first_name}, about {hook}.", SpokenFacts()) == (
        "Hi there, about what we spoke about."
    )


def test_a_field_that_does_not_exist_stands_as_written():
    facts = SpokenFacts(company="Northgate")

    assert fill("{price} for {company} {__class__} {0} {company!r}", facts) == (
        "{price} for Northgate {__class__} {0} {company!r}"
    )


def test_a_fact_that_looks_like_a_field_is_not_filled_again():
    assert fill("{hook}", SpokenFacts(hook="{rep}", rep="Mia")) == "{rep}"


def test_a_team_without_scripts_has_words_for_every_moment(db):
    assert queries.scripts(create_team()) == SCRIPTS
    assert set(SCRIPTS) == set(Script.Moment.values)


def test_a_teams_own_newest_script_is_said_and_no_other_teams(db):
    team, other = create_team(), create_team()
    for owner, body in [(team, "old"), (team, "ours"), (other, "theirs")]:
        Script.objects.create(team=owner, name="call", moment=Script.Moment.CALL, body=body)
    Script.objects.create(
        team=team, name="call", moment=Script.Moment.CALL, body="retired", is_active=False
    )

    assert queries.scripts(team)[Script.Moment.CALL] == "ours"


def test_the_opening_line_recalls_the_hook_before_the_pain():
    words = dict(SCRIPTS)

    assert "{hook}" in queries.opening(words, has_hook=True, has_pain=True)
    assert "{pain_points}" in queries.opening(words, has_hook=False, has_pain=True)
    assert queries.opening(words, has_hook=False, has_pain=False) == SCRIPTS[Script.Moment.OPENING]


def test_a_teams_own_opening_line_wins():
    words = {**SCRIPTS, Script.Moment.OPENING: "Hello {company}"}

    assert queries.opening(words, has_hook=True, has_pain=True) == "Hello {company}"
