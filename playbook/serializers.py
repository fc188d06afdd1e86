"""Scripts, angles and articles as the API takes them and tells them."""

from typing import Any

from rest_framework import serializers

from groundwork import fields
from groundwork.bodies import Body
from groundwork.fields import Line, OneOf, Prose, Web
from groundwork.openapi import ID, TEXT, YES, many, record, words
from playbook.models import Angle, Article, Script

_URL = {"type": "string", "format": "uri-reference"}
MOST_TOPICS = 50


class ScriptChangeIn(Body):
    """What is to change of a script; the rest stays."""

    name = Line(longest=120)
    moment = OneOf(among=Script.Moment.values)
    subject = Line(longest=200)
    body = Prose(longest=10_000)
    is_active = fields.Yes(required=False)


class ScriptIn(ScriptChangeIn):
    """The words for one moment, with merge fields such as `{first_name}`."""

    name = Line(longest=120, required=True)
    moment = OneOf(among=Script.Moment.values, required=True)
    body = Prose(longest=10_000, required=True)


class AngleChangeIn(Body):
    """What is to change of an angle; the rest stays."""

    title = Line(longest=160)
    body = Prose(longest=4_000)
    is_active = fields.Yes(required=False)


class AngleIn(AngleChangeIn):
    """A fresh reason to call."""

    title = Line(longest=160, required=True)


class ArticleChangeIn(Body):
    """What is to change of an article; the rest stays."""

    title = Line(longest=200)
    link = Web(longest=2_000)
    summary = Prose(longest=4_000)
    topics = serializers.ListField(
        child=Line(longest=80, required=True), required=False, max_length=MOST_TOPICS
    )
    is_active = fields.Yes(required=False)


class ArticleIn(ArticleChangeIn):
    """Something worth sending."""

    title = Line(longest=200, required=True)
    link = Web(longest=2_000, required=True)


def script_out(script: Script) -> dict[str, Any]:
    return {
        **_head(script, "scripts"),
        "name": script.name,
        "moment": script.moment,
        "subject": script.subject,
        "body": script.body,
    }


def angle_out(angle: Angle) -> dict[str, Any]:
    return {**_head(angle, "angles"), "title": angle.title, "body": angle.body}


def article_out(article: Article) -> dict[str, Any]:
    """Return an article; `link` is where it stands."""
    return {
        **_head(article, "articles"),
        "title": article.title,
        "link": article.url,
        "summary": article.summary,
        "topics": article.topics,
    }


def _head(page: Script | Angle | Article, where: str) -> dict[str, Any]:
    return {
        "id": str(page.public_id),
        "url": f"/api/v1/{where}/{page.public_id}/",
        "is_active": page.is_active,
    }


_HEAD = {"id": ID, "url": _URL, "is_active": YES}
SCRIPT = record(
    "Script",
    "The words for one moment, with merge fields such as `{first_name}`.",
    **_HEAD,
    name=TEXT,
    moment=words(Script.Moment.values),
    subject=TEXT,
    body=TEXT,
)
ANGLE = record("Angle", "A fresh reason to call.", **_HEAD, title=TEXT, body=TEXT)
ARTICLE = record(
    "Article",
    "Something worth sending, for those whose pain points contain one of its topics.",
    **_HEAD,
    title=TEXT,
    link=TEXT,
    summary=TEXT,
    topics=many(TEXT),
)
