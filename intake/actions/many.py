"""Many leads at once: each judged as if it came alone, what is new in a few statements."""

import logging
from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, InterfaceError, OperationalError, transaction

from groundwork.actions.inserting import insert_all, plain
from groundwork.problems import Refused
from intake import queries
from intake.actions import keeping
from intake.actions.judging import as_told, source_of
from intake.actions.receiving import FATES, OURS, receive_lead
from intake.actions.sorting import Pile, Read, sort
from intake.actions.telling import tell_created
from intake.answers import Answer, Received, Wire
from intake.incoming import doubts
from intake.models import Batch, Lead
from people.actors import Actor, as_columns
from prospects import actions as prospects
from prospects.models import Prospect

log = logging.getLogger(__name__)
TRIES = 3
_LEAD = plain(Lead)
MOST_KEPT = 64 * 1024


class ManyLeads:
    """Takes in many leads of one sender, some hundreds a call, in the order in which they came.

    What it learned of the team it keeps from call to call, so it is good for some seconds. With
    a `batch`, a lead of it that was settled before is answered again and not judged again.

    Who had a turn is written down by each call, or with `turns_last` by `keep_turns`, at the
    end of a longer transaction: until it ends, others who deal out leads wait. With
    `only_look`, for one call that is undone anyway, nothing is stored but what a later lead of
    the call must find.
    """

    def __init__(
        self,
        *,
        by: Actor,
        now: datetime,
        wire: Wire,
        via: str,
        from_address: str = "",
        batch: Batch | None = None,
        turns_last: bool = False,
        only_look: bool = False,
    ) -> None:
        self.by, self.now, self.wire, self.via = by, now, wire, via
        self.from_address, self.batch = from_address[:45], batch
        self.defaults = queries.defaults_of(by)
        self._turns: prospects.Turns | None = None
        self._turns_last, self._only_look = turns_last or only_look, only_look

    def keep_turns(self) -> None:
        if self._turns is not None:
            self._turns.keep()

    # No place to come back to: what escapes from here undoes the whole transaction.
    @transaction.atomic(savepoint=False)
    def receive(self, raws: Sequence[bytes], *, first: int = 0) -> list[Answer]:
        """Take in some leads, of which the first has the place `first`; answer each, in order.

        All of them are stored or, if this raises, none. One that is refused or that our own
        fault trips over spoils no other.
        """
        answers = self._answered_before(first, len(raws))
        todo = [(first + at, raw) for at, raw in enumerate(raws) if first + at not in answers]
        alone = self._together(todo, answers)
        for place, raw in alone:
            answers[place] = self._alone(place, raw)
        return [answers[first + at] for at in range(len(raws))]

    def _answered_before(self, first: int, count: int) -> dict[int, Answer]:
        """Return the answers that leads at these places were given before the batch broke off.

        Until the transaction ends, nobody else judges leads of this batch.
        """
        if self.batch is None:
            return {}
        Batch.objects.select_for_update().get(pk=self.batch.pk)
        return {
            place: Answer(status=200, body=body, replayed=True)
            for place, body in queries.settled_in(self.batch, first=first, count=count)
        }

    def _alone(self, place: int, raw: bytes) -> Answer:
        # What the next one finds must not depend on whether this one came through.
        with transaction.atomic():
            return receive_lead(
                raw=raw,
                by=self.by,
                now=self.now,
                wire=self.wire,
                via=self.via,
                from_address=self.from_address,
                batch=self.batch,
                place=place,
            )

    def _together(
        self, todo: Sequence[tuple[int, bytes]], answers: dict[int, Answer]
    ) -> Sequence[tuple[int, bytes]]:
        """Settle at once what needs no look at an earlier lead; return what is left, in order."""
        reads = [self._read(place, raw) for place, raw in todo]
        for tries_left in reversed(range(TRIES)):
            try:
                with transaction.atomic():
                    pile = sort(reads, team=self.by.team, defaults=self.defaults)
                    found = self._settle(pile)
                break
            except IntegrityError:
                # Somebody pushed one of them at this moment: sorted again, it is known.
                self._turns = None
                if not tries_left:
                    return todo
            except (OperationalError, InterfaceError):
                raise  # the database's own trouble: nothing is stored
            except Exception:
                # One of them trips us over: alone it fails alone, and is kept for replay.
                log.exception("Leads cannot be taken in together")
                self._turns = None
                return todo
        answers.update(found)
        return [(read.place, read.raw) for read in pile.alone]

    def _read(self, place: int, raw: bytes) -> Read:
        try:
            incoming = self.wire.read(raw)
        except Refused as problem:
            return Read(place=place, raw=raw, problem=problem)
        return Read(
            place=place,
            raw=raw,
            incoming=incoming,
            source=source_of(incoming, by=self.by),
            identifiers=incoming.new.identifiers(country=self.by.team.country),
        )

    def _settle(self, pile: Pile) -> dict[int, Answer]:
        found = {
            read.place: Answer(status=200, body=body, replayed=True) for read, body in pile.known
        }
        found |= self._refuse(pile.refused)
        return found | self._open(pile)

    def _refuse(self, refused: Sequence[Read]) -> dict[int, Answer]:
        problems = [(self._lead(read), read.problem) for read in refused if read.problem]
        if not self._only_look:
            keeping.refuse_many(problems, now=self.now)
        return {
            read.place: Answer(status=read.problem.status, body=read.problem.body())
            for read in refused
            if read.problem
        }

    def _open(self, pile: Pile) -> dict[int, Answer]:
        if not pile.new:
            return {}
        if self._turns is None:
            self._turns = prospects.Turns(self.by.team, now=self.now)
        turns = self._turns
        try:
            openings = [self._opening(pile, read, turns) for read in pile.new]
        except prospects.CannotAssign:
            pile.alone = sorted([*pile.alone, *pile.new], key=lambda read: read.place)
            return {}
        leads = self._store(pile, openings, turns)
        return {
            read.place: Answer(status=201, body=lead.answer)
            for read, lead in zip(pile.new, leads, strict=True)
        }

    def _store(
        self, pile: Pile, openings: Sequence[prospects.Opening], turns: prospects.Turns
    ) -> list[Lead]:
        """Make the prospects, with the leads that they came of."""
        team, planner = self.by.team, turns.planner
        is_stored = bool(pile.alone) or not self._only_look
        if is_stored:
            rows = prospects.open_prospects(
                openings, team=team, planner=planner, now=self.now, by=self.by
            )
        else:
            rows, _ = prospects.plan_prospects(openings, team=team, planner=planner, now=self.now)
        told = zip(pile.new, rows, strict=True)
        leads = [self._settled(read, row, country=team.country) for read, row in told]
        if is_stored:
            insert_all(leads)
            tell_created(leads, team=team, at=self.now)
        if not self._turns_last:
            turns.keep()
        return leads

    def _opening(self, pile: Pile, read: Read, turns: prospects.Turns) -> prospects.Opening:
        incoming = read.told
        campaign = pile.campaign_of(incoming, self.defaults)
        asked_us = bool(
            (self.defaults and self.defaults.asked_us) or (campaign and campaign.asked_us)
        )
        new = as_told(incoming.new, source=read.source, asked_us=asked_us, now=self.now)
        owner = turns.by_email.get(incoming.assign_to.lower()) if incoming.assign_to else None
        return prospects.Opening(
            new=new,
            owner=owner or turns.take(new, campaign),
            identifiers=read.identifiers,
            campaign=campaign,
        )

    def _settled(self, read: Read, row: Prospect, *, country: str) -> Lead:
        incoming = read.told
        warnings = [
            *incoming.warnings,
            *doubts(incoming.new, country=country, now=self.now),
        ]
        lead = self._lead(read)
        received = Received(lead=lead, result="created", prospect=row, warnings=warnings)
        lead.fate, lead.prospect = FATES["created"], row
        lead.settled_external_id = incoming.external_id or None
        lead.fingerprint = incoming.fingerprint
        lead.judged_at, lead.answer_status = self.now, 201
        lead.answer = self.wire.write(received)
        return lead

    def _lead(self, read: Read) -> Lead:
        key = as_columns(self.by)["api_key"]
        return _LEAD(
            team_id=self.by.team_id,
            api_key_id=key.pk if key else None,
            via=self.via,
            from_address=self.from_address,
            received_at=self.now,
            # What is larger was refused for it.
            raw=read.raw[:MOST_KEPT],
            fingerprint=read.digest,
            source=read.source,
            external_id=read.incoming.external_id if read.incoming else "",
            batch=self.batch,
            place=read.place if self.batch else None,
        )


__all__ = ["OURS", "ManyLeads"]
