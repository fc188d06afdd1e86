"""What a column can hold, and which headings are known to hold it."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Target:
    """A place in a lead: `key` is the path in the body that the API takes."""

    key: str
    name: str
    group: str
    headings: tuple[str, ...] = ()  # folded, as `fold` does


IGNORE = ""
CUSTOM = "custom"
_C, _P, _K, _F, _I = "The company", "The person", "What is known", "Follow-up", "The lead"


def _t(key: str, name: str, group: str, headings: str = "") -> Target:
    return Target(key, name, group, tuple(each.strip() for each in headings.split("|") if each))


# The headings of exports of HubSpot, Salesforce and Pipedrive stand among those that people write.
TARGETS: tuple[Target, ...] = (
    _t(
        "company.name",
        "Company",
        _C,
        "company|company name|company account|account|account name|organization|organisation"
        "|organization name"
        "|organisation name|associated company|person organization|lead organization|business"
        "|firm|firma|unternehmen|societe|entreprise|empresa",
    ),
    _t(
        "company.website",
        "Website",
        _C,
        "website|website url|web site|web|url|homepage|company domain name|domain|company website"
        "|organization website|company url",
    ),
    _t(
        "company.phone",
        "Company's phone",
        _C,
        "company phone|company phone number|account phone|main phone|switchboard"
        "|organization phone|office phone",
    ),
    _t(
        "company.country",
        "Country",
        _C,
        "country|country region|country code|mailing country|billing country|land|pays"
        "|organization address country|organization country of address|country territory",
    ),
    _t(
        "company.timezone",
        "Time zone",
        _C,
        "timezone|time zone|tz|person timezone",
    ),
    _t(
        "company.industry",
        "Industry",
        _C,
        "industry|sector|branch|branche|secteur|organization industry|vertical",
    ),
    _t(
        "company.size",
        "Number of employees",
        _C,
        "size|employees|number of employees|no of employees|no employees|employee count"
        "|company size|headcount|organization number of employees|staff",
    ),
    _t(
        "company.address.line1",
        "Street",
        _C,
        "street|street address|address|address line 1|address 1|mailing street|billing street"
        "|organization address|organization address street name|strasse|rue",
    ),
    _t(
        "company.address.city",
        "City",
        _C,
        "city|town|mailing city|billing city|city town|ort|stadt|ville"
        "|organization address city|organization city town village locality of address",
    ),
    _t(
        "company.address.region",
        "State or region",
        _C,
        "state|region|state region|province|state province|county|mailing state province"
        "|billing state province|organization address state|organization state county of address",
    ),
    _t(
        "company.address.postal_code",
        "Postal code",
        _C,
        "zip|zip code|postal code|postcode|zip postal code|mailing zip postal code|plz"
        "|billing zip postal code|code postal|organization zip postal code of address"
        "|organization address zip postal code",
    ),
    _t(
        "contact.name",
        "Name",
        _P,
        "name|contact|contact name|full name|person|person name|lead name|contact person|primary"
        " contact|lead contact person|deal contact person|nom complet|ansprechpartner",
    ),
    _t(
        "contact.first_name",
        "First name",
        _P,
        "first name|firstname|given name|person first name|vorname|prenom|forename",
    ),
    _t(
        "contact.last_name",
        "Last name",
        _P,
        "last name|lastname|surname|family name|person last name|nachname|nom",
    ),
    _t(
        "contact.title",
        "Job title",
        _P,
        "title|job title|position|function|person job title|funktion|poste",
    ),
    _t(
        "contact.role",
        "Part in the decision",
        _P,
        "role|buying role|contact role|decision role",
    ),
    _t(
        "contact.email",
        "E-mail",
        _P,
        "email|e mail|mail|email address|e mail address|work email|person email|email work"
        "|person email work|contact email|primary email|business email|email 1",
    ),
    _t(
        "contact.phone",
        "Phone",
        _P,
        "phone|phone number|telephone|tel|work phone|person phone|phone work|person phone work"
        "|business phone|direct phone|direct line|contact phone|telefon|telephone number|phone 1",
    ),
    _t(
        "contact.mobile",
        "Mobile",
        _P,
        "mobile|mobile phone|mobile phone number|mobile number|cell|cell phone|person phone mobile"
        "|phone mobile|handy|portable",
    ),
    _t(
        "contact.linkedin",
        "LinkedIn",
        _P,
        "linkedin|linkedin url|linkedin profile|linkedin bio|linkedin profile url",
    ),
    _t("contact.best_time", "Best time to call", _P, "best time|best time to call|call time"),
    _t(
        "contact.preferred_channel",
        "Preferred channel",
        _P,
        "preferred channel|preferred contact method|contact preference",
    ),
    _t("contact.birthday", "Birthday", _P, "birthday|date of birth|birthdate|person birthday"),
    _t("intelligence.environment", "Environment", _K, "environment|current system|systems"),
    _t("intelligence.pain_points", "Pain points", _K, "pain points|pain|challenges|problems"),
    _t("intelligence.purchase_plans", "Plans", _K, "purchase plans|plans|project|needs"),
    _t("intelligence.timeframe", "Timeframe", _K, "timeframe|time frame|timeline"),
    _t("intelligence.budget", "Budget", _K, "budget"),
    _t(
        "intelligence.decision_process",
        "How they decide",
        _K,
        "decision process|decision makers",
    ),
    _t(
        "value.amount",
        "Value",
        _K,
        "value|amount|deal value|lead value|opportunity amount|expected revenue|deal amount",
    ),
    _t(
        "value.currency",
        "Currency",
        _K,
        "currency|deal currency of value|lead currency of value|currency of value",
    ),
    _t("project_start", "Start of the project", _K, "project start|start date|go live"),
    _t(
        "comments",
        "Comments",
        _K,
        "comments|comment|notes|note|description|remarks|message|bemerkung|commentaire"
        "|last note|about us",
    ),
    _t(
        "attempts_so_far",
        "Attempts made elsewhere",
        _F,
        "attempts|attempts so far|number of times contacted|calls made|call attempts|done"
        " activities|person done activities|lead done activities|contact attempts|touches"
        "|number of attempts",
    ),
    _t(
        "last_touch_at",
        "Last attempt elsewhere",
        _F,
        "last touch|last touch at|last contacted|last activity|last activity date|last contact"
        "|last called|person last activity date|lead last activity date|last call"
        "|last contacted date",
    ),
    _t("next_step.at", "Promised time", _F, "next step at|call back at|callback|next call"),
    _t("next_step.note", "What was agreed", _F, "next step|next step note|agreed|hook"),
    _t("priority", "Priority", _F, "priority|lead priority|rating"),
    _t(
        "assign_to",
        "Rep, by e-mail",
        _F,
        "assign to|rep|owner email|assigned to|lead owner email|contact owner email|account rep",
    ),
    _t(
        "external_id",
        "Id at the source",
        _I,
        "id|external id|record id|record id contact|contact id|lead id|account id|person id"
        "|record id company|organization id|lead id 18|reference|ref",
    ),
    _t("source", "Source", _I, "source|lead source"),
    _t("campaign", "Campaign", _I, "campaign"),
    _t(
        "captured_at",
        "Captured at",
        _I,
        "captured at|captured|create date|created|created date|date created|lead created"
        "|person created|lead lead created|person person created|created at",
    ),
    _t(CUSTOM, "Keep it beside the lead", _I),
)
BY_KEY = {target.key: target for target in TARGETS}
_BY_HEADING = {heading: target.key for target in TARGETS for heading in target.headings}
# Of these a lead has one; any number of columns may go beside it.
REPEATABLE = {IGNORE, CUSTOM, "comments"}
# Written into the file of refused rows; coming back, they are no part of the lead.
WHY = "Why it was refused"


def fold(heading: str) -> str:
    """Return a heading as it is looked up: lower case, words with one space between."""
    plain = heading.lower().translate(_PLAIN)
    return " ".join(re.sub(r"[^a-z0-9]+", " ", plain).split())


_PLAIN = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "ss", "é": "e", "è": "e", "ê": "e"})


def guess(headers: Sequence[str]) -> list[str]:
    """Return a target for each column; what is not recognised is kept beside the lead.

    Of two columns that seem to hold the same, the first does.
    """
    taken: set[str] = set()
    found = []
    for heading in headers:
        key = _guess_one(heading)
        if key in taken and key not in REPEATABLE:
            key = CUSTOM
        taken.add(key)
        found.append(key)
    return found


def _guess_one(heading: str) -> str:
    folded = fold(heading)
    if not folded or heading.strip() == WHY:
        return IGNORE
    # Pipedrive puts whose it is before a dash: "Person - Phone".
    return _BY_HEADING.get(folded, CUSTOM)


def fingerprint(headers: Sequence[str]) -> str:
    """Return the same text for the same headings in the same order."""
    return hashlib.sha256("\0".join(fold(each) for each in headers).encode()).hexdigest()


def why_unusable(mapping: Sequence[str]) -> str:
    """Return what is to be changed before a file with this mapping can be taken in, or ""."""
    for key in mapping:
        if key not in REPEATABLE and list(mapping).count(key) > 1:
            return f"Two columns are named {BY_KEY[key].name}. A lead has one: choose which."
    wanted = {
        "company.name",
        "contact.phone",
        "contact.mobile",
        "contact.email",
    }
    if not wanted & set(mapping):
        return "Say which column holds the company, or a person's phone or e-mail."
    return ""
