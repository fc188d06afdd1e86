"""Where prospects are, how their numbers are written there, and what people are called there."""

from dataclasses import dataclass
from random import Random

from bench.population.chance import pick

# Subscriber numbers have seven digits, of which the first is 2 to 9.
_NUMBERS = 8_000_000
_SPREAD = 3_000_017  # shares no factor with _NUMBERS, so no two keys get the same number


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A city: `area` goes before the seven digits, `trunk` before it when dialled from inside."""

    country: str
    region: str
    city: str
    code: str
    area: str
    script: str
    trunk: str = "0"

    def number(self, key: int) -> str:
        """Return the E.164 number that belongs to `key` (0 to 8 million) alone."""
        return f"+{self.code}{self.area}{2_000_000 + key * _SPREAD % _NUMBERS}"

    def spelled(self, e164: str, spelling: int) -> str:
        """Return `e164` as people write it; `spelling` counts from 0 to 3."""
        local = e164[1 + len(self.code) :]
        area, line = local[:-7], local[-7:]
        return (
            e164,
            f"+{self.code} {area} {line[:3]} {line[3:]}",
            f"({self.trunk}{area}) {line[:3]}-{line[3:]}",
            f"{self.trunk}{area}.{line[:3]}.{line[3:]}",
        )[spelling]


PLACES = {
    "chicago": Place(
        country="US", region="IL", city="Chicago", code="1", area="312", script="latin", trunk=""
    ),
    "new_york": Place(
        country="US", region="NY", city="New York", code="1", area="212", script="latin", trunk=""
    ),
    "denver": Place(
        country="US", region="CO", city="Denver", code="1", area="303", script="latin", trunk=""
    ),
    "seattle": Place(
        country="US", region="WA", city="Seattle", code="1", area="206", script="latin", trunk=""
    ),
    "london": Place(country="GB", region="", city="London", code="44", area="207", script="latin"),
    "berlin": Place(
        country="DE", region="BE", city="Berlin", code="49", area="302", script="latin"
    ),
    "paris": Place(country="FR", region="", city="Paris", code="33", area="14", script="latin"),
    "athens": Place(
        country="GR", region="", city="Αθήνα", code="30", area="210", script="greek", trunk=""
    ),
    "kyiv": Place(country="UA", region="", city="Київ", code="380", area="44", script="cyrillic"),
    "cairo": Place(country="EG", region="", city="القاهرة", code="20", area="22", script="arabic"),
    "tokyo": Place(country="JP", region="", city="東京", code="81", area="35", script="han"),
}
SHARES = (
    (16, "chicago"),
    (14, "new_york"),
    (7, "denver"),
    (8, "seattle"),
    (12, "london"),
    (12, "berlin"),
    (8, "paris"),
    (6, "athens"),
    (6, "kyiv"),
    (5, "cairo"),
    (6, "tokyo"),
)

# For each script: given names, family names, words of a company's name, what it ends with.
NAMES: dict[str, tuple[tuple[str, ...], ...]] = {
    "latin": (
        ("Anna", "Björn", "Chloé", "Dana", "Émile", "Fatou", "Greg", "Hélène", "Ines", "Jürgen"),
        ("Martin", "O'Neill", "Müller", "García", "Smith", "Núñez", "Weiß", "Brown", "Østergaard"),
        ("Acme", "Blue Ridge", "Nordlicht", "Café Soleil", "Summit", "Harbour", "Prairie", "Zenit"),
        ("Ltd.", "GmbH", "& Sons", "Inc", "Group", "S.A.", "Works", "Partners"),
    ),
    "greek": (
        ("Αλέξανδρος", "Ελένη", "Γιώργος", "Μαρία", "Νίκος", "Σοφία"),
        ("Παπαδόπουλος", "Οικονόμου", "Γεωργίου", "Νικολαΐδης", "Κωνσταντίνου"),
        ("Αιγαίο", "Όλυμπος", "Ήλιος", "Κρήτη", "Φάρος", "Δελφοί"),
        ("Α.Ε.", "Ε.Π.Ε.", "και Υιοί", "Όμιλος"),
    ),
    "cyrillic": (
        ("Олена", "Тарас", "Ірина", "Богдан", "Юлія", "Андрій"),
        ("Шевченко", "Коваленко", "Бондаренко", "Ткачук", "Мельник"),
        ("Дніпро", "Карпати", "Світло", "Зоря", "Буковина", "Чайка"),
        ("ТОВ", "ПП", "та партнери", "Груп"),
    ),
    "arabic": (
        ("أحمد", "فاطمة", "يوسف", "مريم", "خالد", "ليلى"),
        ("المنصوري", "الهاشمي", "النعيمي", "الكعبي", "السويدي"),
        ("الواحة", "النخيل", "الصقر", "الخليج", "اللؤلؤة", "الأفق"),
        ("للتجارة", "والشركاء", "القابضة", "ذ.م.م"),
    ),
    "han": (
        ("太郎", "花子", "健一", "美咲", "翔太", "陽子"),
        ("佐藤", "鈴木", "高橋", "田中", "渡辺"),
        ("富士", "さくら", "東海", "みどり", "光", "大和"),
        ("株式会社", "商事", "工業", "ホールディングス"),
    ),
}


def place(roll: Random) -> Place:
    """Return where a prospect is."""
    return PLACES[pick(roll, SHARES)]


def company_name(roll: Random, script: str, number: int) -> str:
    """Return a company's name in its script. The number in it keeps names apart, mostly."""
    words, endings = NAMES[script][2:]
    return (
        f"{roll.choice(words)} {roll.choice(words)} {number % 90_000 + 100} {roll.choice(endings)}"
    )


def person_name(roll: Random, script: str) -> str:
    """Return a person's name in its script."""
    given, family = NAMES[script][:2]
    return f"{roll.choice(given)} {roll.choice(family)}"
