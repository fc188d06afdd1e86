"""The lab: people out of nowhere, a truth that no tactic sees, and figures that can be trusted."""

import csv
import json
from dataclasses import fields, replace
from datetime import timedelta
from io import StringIO
from random import Random

import pytest
from django.core.management import CommandError, call_command

from cadence import rules
from cadence.lab import (
    FIXED,
    WORLDS,
    Engine,
    Known,
    Oracle,
    Telephone,
    World,
    best_fixed,
    capacity,
    difference,
    experiments,
    forecast,
    people,
    pursue,
    report,
    run,
    summed_up,
    tallies,
    trained,
)
from cadence.lab.truth import Truth

COLD = WORLDS["cold"]


def shares(world, tactic, *, seed=1, size=300):
    made, _ = run(world, tactic, seed=seed, size=size)
    return made


# --- worlds -------------------------------------------------------------------------------------


def test_the_same_seed_makes_the_same_people_and_another_seed_others():
    first = [known.key for known, _ in people(COLD, seed=1, size=20)]

    assert first == [known.key for known, _ in people(COLD, seed=1, size=20)]
    assert first != [known.key for known, _ in people(COLD, seed=2, size=20)]


def test_in_the_control_nobody_has_hours_of_their_own():
    truths = [truth for _, truth in people(WORLDS["control"], seed=1, size=60)]
    shapes = {
        tuple(round(one / truth.shape[20], 6) for one in truth.shape)
        for truth in truths
        if truth.shape[20]
    }

    assert len(shapes) == 1


def test_elsewhere_everybody_has():
    truths = [truth for _, truth in people(COLD, seed=1, size=60)]
    best = {max(range(48), key=truth.shape.__getitem__) for truth in truths if any(truth.shape)}

    assert len(best) >= 8


def test_somebody_away_answers_nobody():
    gone = replace(COLD, away=1.0, never=0.0)
    _, truth = next(people(gone, seed=1, size=1))
    first, last = truth.away

    assert truth.odds(first, 20) == truth.odds(last, 20) == 0
    assert truth.odds(last + timedelta(days=1), 20) > 0


def test_hours_change_on_the_day_the_world_says():
    changing = replace(COLD, shift_day=10, never=0.0, away=0.0, weekday_spread=0.0)
    _, truth = next(people(changing, seed=1, size=1))
    day = changing.starts_on + timedelta(days=10)
    before = [truth.odds(day - timedelta(days=1), half) for half in range(48)]

    assert before != [truth.odds(day, half) for half in range(48)]


@pytest.mark.parametrize(
    "wrong",
    [{"level": 1.5}, {"never": -0.1}, {"personas": ()}, {"hours": {20: 3.0}}, {"steadiness": 0}],
)
def test_a_world_that_cannot_be_is_refused(wrong):
    with pytest.raises(ValueError, match=r"must|needs"):
        World(name="wrong", **wrong)


@pytest.mark.slow
def test_a_cold_list_is_reached_as_the_published_rates_have_it():
    """Three calls reach about 15 %, six 24 %, twelve 33 %: within six points of each."""
    _, pursuits = run(COLD, FIXED["article"], seed=3, size=1500)

    for calls, published in ((3, 15), (6, 24), (12, 33)):
        reached = sum(sum(pursuit.reached[:calls]) for _, pursuit in pursuits)
        found = 100 * reached / len(pursuits)
        assert found == pytest.approx(published, abs=6)


# --- the truth is out of reach -----------------------------------------------------------------


def test_a_tactic_is_told_facts_and_nothing_else():
    seen = []

    class Watching:
        policy = rules.Policy()

        def next(self, facts):
            seen.append(facts)
            return Engine().next(facts)

    known, truth = next(people(COLD, seed=1, size=1))
    pursue(Watching(), known, truth, Telephone(COLD, seed=1))

    assert seen
    assert {type(one) for one in seen} == {rules.Facts}
    assert not {one.name for one in fields(Known)} & {one.name for one in fields(Truth)}


def test_two_people_with_other_truths_and_equal_facts_are_planned_alike():
    known, _ = next(people(COLD, seed=1, size=1))
    others = [truth for _, truth in people(COLD, seed=2, size=30)]
    telephone = Telephone(replace(COLD, busy=0.0, machine=0.0), seed=1)
    in_vain = {}
    for truth in others:
        mute = replace(truth, machine=False)
        touches = pursue(Engine(), known, mute, telephone).touches
        for number, touch in enumerate(touches[:-1]):
            if touch.outcome is rules.Outcome.NO_ANSWER:
                in_vain.setdefault(number, set()).add(touch.at)

    assert in_vain
    assert all(len(instants) == 1 for instants in in_vain.values())


def test_the_oracle_alone_asks_for_the_truth():
    known, _ = next(people(COLD, seed=1, size=1))

    with pytest.raises(TypeError, match="truth"):
        Oracle().next(known.facts((), rules.Policy()))


# --- tactics -----------------------------------------------------------------------------------


def test_fixed_steps_are_clipped_to_what_may_be_called():
    known, _ = next(people(COLD, seed=1, size=1))
    at = FIXED["article"].next(known.facts((), rules.Policy()))

    assert known.calendar.local(at).hour == 8
    assert known.calendar.is_legal(at)


def test_three_calls_are_all_that_some_advise():
    made = shares(COLD, FIXED["hubspot"], size=100)

    assert made.dials <= 300


def test_the_engine_in_the_lab_is_the_one_that_plans_prospects():
    known, _ = next(people(COLD, seed=1, size=1))
    facts = known.facts((), rules.Policy())

    assert Engine().next(facts) == rules.place(rules.decide(facts), facts).at


def test_the_oracle_beats_everybody():
    best = shares(COLD, Oracle(), size=200).reached_20d

    assert best > shares(COLD, Engine(), size=200).reached_20d
    assert best > shares(COLD, FIXED["article"], size=200).reached_20d


def test_best_fixed_hours_are_good_ones_where_there_are_good_hours():
    peak = replace(WORLDS["control"], hours={10: 20.0, **dict.fromkeys(range(11, 17), 2.0)})
    steps = best_fixed(peak, seed=0, size=100, policy=rules.Policy()).steps

    assert len(steps) == 12
    assert {minute // 60 for _, minute in steps} == {10}


@pytest.mark.parametrize("world", WORLDS.values(), ids=WORLDS)
def test_no_call_is_illegal_and_no_week_has_three_voicemails(world):
    for tactic in (Engine(), FIXED["article"], FIXED["velocify"]):
        made = shares(world, tactic, size=60)
        assert made.illegal == 0
        assert made.voicemails_per_week_max <= 2


def test_worlds_of_all_kinds_are_called_without_breaking_a_law():
    chance = Random(7)
    for number in range(6):
        world = World(
            name=f"any{number}",
            level=chance.uniform(0.02, 0.4),
            individual=chance.random(),
            screened=chance.random(),
            hints=chance.random(),
            busy=chance.random(),
            away=chance.random(),
            stamps=chance.choice([0, 3, 20]),
            country=chance.choice(["US", "FR", "GB", "AU", "IN", ""]),
            zones=((chance.choice(["Europe/Paris", "Asia/Kolkata", "Australia/Sydney"]), 1.0),),
        )
        made = shares(world, Engine(), size=40)
        assert (made.illegal, made.people) == (0, 40)
        assert made.voicemails_per_week_max <= 2


# --- learning ----------------------------------------------------------------------------------


def test_a_log_is_counted_call_by_call():
    _, log = run(replace(COLD, hints=0.0, busy=0.0), Engine(), seed=1, size=50, drawn=True)
    counted = tallies(log)

    assert sum(one.dials for one in counted) == sum(len(one.touches) for _, one in log)
    assert sum(one.reached for one in counted) == sum(one.reached_on > 0 for _, one in log)


def test_luck_and_odds_tell_the_same_on_average():
    drawn, _ = run(COLD, FIXED["hubspot"], seed=1, size=2000, drawn=True)
    odds, _ = run(COLD, FIXED["hubspot"], seed=1, size=2000)

    assert drawn.reached_12 == pytest.approx(odds.reached_12, abs=70)
    assert drawn.dials == pytest.approx(odds.dials, rel=0.05)


@pytest.mark.slow
def test_a_log_tells_whether_hours_are_people_s_own():
    habits = trained(replace(COLD, individual=0.95), seed=1, size=2500, policy=rules.Policy())
    none = trained(WORLDS["control"], seed=1, size=2500, policy=rules.Policy())

    assert habits.curve.repeat > none.curve.repeat


@pytest.mark.slow
def test_signs_of_life_bring_the_engine_nearer_to_the_oracle():
    signed = experiments.with_signs_of_life(COLD)
    without = shares(COLD, Engine(), size=500).reached_20d
    reached = shares(signed, Engine(), size=500).reached_20d

    assert reached > without + 10


# --- figures -----------------------------------------------------------------------------------


def test_figures_are_means_over_seeds_with_their_errors():
    runs = [shares(COLD, FIXED["hubspot"], seed=seed, size=50) for seed in (1, 2)]
    told = summed_up(runs)

    assert told.reached_6 == pytest.approx(sum(one.reached_6 for one in runs))
    assert told.people == 100
    assert difference(runs, runs) == (0, 0)
    with pytest.raises(ValueError, match="run"):
        summed_up([])


def test_the_same_experiment_gives_the_same_figures():
    twice = [
        experiments.experiment([COLD], ["engine", "article"], seeds=2, size=15).as_json()
        for _ in range(2)
    ]

    assert twice[0] == twice[1]


def test_a_change_of_policy_is_forecast_on_the_same_people():
    told = []
    same = forecast(rules.Policy(), rules.Policy(), seeds=2, size=25, progress=told.append)
    fewer = forecast(rules.Policy(), rules.Policy(attempts_per_phase=3), seeds=2, size=25)

    assert (same.gain, same.gain_se) == (0, 0)
    assert told[-1] == 1.0
    assert fewer.after.reached_12 <= fewer.before.reached_12
    assert fewer.after.dials_per_reach < fewer.before.dials_per_reach
    with pytest.raises(ValueError, match="people"):
        forecast(rules.Policy(), rules.Policy(), seeds=0)


# --- the command -------------------------------------------------------------------------------

ASKED = ("reached_20d", "reached_20d_se", "reached_6", "reached_12", "dials_per_reach", "opt_outs",
         "illegal", "voicemails_per_week_max")  # fmt: skip


def test_the_command_prints_a_table_and_keeps_the_figures(tmp_path, capsys):
    kept, lines, picture = (tmp_path / name for name in ("lab.json", "lab.csv", "lab.png"))
    call_command(
        "lab", "--worlds=cold,control", "--policies=engine,article", "--seeds=1", "--size=20",
        f"--json={kept}", f"--csv={lines}", f"--plot={picture}",
    )  # fmt: skip

    said = json.loads(kept.read_text())["worlds"]
    assert set(said) == {"cold", "control"}
    assert set(ASKED) <= set(said["cold"]["engine"])
    assert said["cold"]["engine"]["illegal"] == 0
    assert len(list(csv.DictReader(StringIO(lines.read_text())))) == 4
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert "| article |" in capsys.readouterr().out


def test_the_command_says_which_worlds_there_are():
    with pytest.raises(CommandError, match="there are cold"):
        call_command("lab", "--worlds=mars")
    with pytest.raises(CommandError, match="guessing"):
        call_command("lab", "--policies=guessing")


def test_signs_of_life_make_a_world_of_their_own():
    (signed,) = experiments.worlds_named(["cold_20_signs"])
    known, _ = next(people(signed, seed=1, size=1))

    assert len(known.activity) == 20
    assert max(known.activity) < known.recorded_at


def test_a_table_names_every_world_and_the_gain_over_the_best():
    outcome = experiments.experiment([COLD], experiments.TACTICS, seeds=1, size=10, log_size=10)
    said = report.table(outcome)

    assert "### cold" in said
    assert "over best_fixed" in said


# --- too few hands ------------------------------------------------------------------------------


def test_with_too_few_hands_no_more_is_called_than_there_is_room_for():
    many = {"seed": 1, "size": 60, "per_day": 6, "days": 14}
    for made in (capacity.planned(COLD, **many), capacity.in_turn(COLD, **many)):
        assert 40 <= made.dials <= 10 * 6
        assert made.illegal == 0
        assert 0 < made.reached < made.people
