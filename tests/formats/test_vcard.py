from __future__ import annotations

import base64
import io
import time
import tracemalloc
import warnings
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallcrm.errors import CrmError, FileError, UsageError
from smallcrm.formats import vcard
from smallcrm.formats.content_line import parse_line
from smallcrm.model.contact import (
    AddressDraft,
    ConsentDraft,
    ContactDraft,
    EmailDraft,
    HandleDraft,
    PhoneDraft,
    Property,
    UrlDraft,
)
from smallcrm.model.contact_row import ContactRow
from smallcrm.model.incoming import Complaint, Incoming, ReadOptions

PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR4nGNgYAAAAAMAASsJTYQAAAAASUVORK5CYII="
PHOTO = f"data:image/png;base64,{PNG}"


def read(content: str | bytes, **options: str) -> list[Incoming]:
    octets = content.encode() if isinstance(content, str) else content
    return list(vcard.read(io.BytesIO(octets), ReadOptions(**options)))


def card(*lines: str | bytes, version: str = "3.0") -> bytes:
    body = b"\r\n".join(line.encode() if isinstance(line, str) else line for line in lines)
    return b"BEGIN:VCARD\r\nVERSION:" + version.encode() + b"\r\n" + body + b"\r\nEND:VCARD\r\n"


def draft_of(*lines: str | bytes, version: str = "3.0") -> ContactDraft:
    (incoming,) = read(card(*lines, version=version))
    assert incoming.complaints == ()
    assert isinstance(incoming.draft, ContactDraft)
    return incoming.draft


def said(draft: ContactDraft | Any) -> dict[str, Any]:
    return {key: value for key, value in draft._asdict().items() if value}


def names(content: bytes) -> list[str]:
    return [incoming.draft.name for incoming in read(content) if isinstance(incoming.draft, ContactDraft)]


def written(*cards: vcard.Card, version: str = "4.0") -> bytes:
    stream = io.BytesIO()
    vcard.write(cards, stream, version)
    return stream.getvalue()


SINGLE_VALUES = [
    ("3.0", ["FN:Smith, John"], {"name": "Smith, John"}),
    ("3.0", ["FN:Smith\\, John"], {"name": "Smith, John"}),
    ("3.0", ["FN:Marks; Spencer"], {"name": "Marks; Spencer"}),
    ("3.0", ["fn:lower case"], {"name": "lower case"}),
    (
        "3.0",
        ["N:Public;John;Quinlan,Paul;Dr.;Jr.,M.D."],
        {
            "name": "Dr. John Quinlan,Paul Public Jr.,M.D.",
            "family_name": "Public",
            "given_name": "John",
            "middle_name": "Quinlan,Paul",
            "prefix": "Dr.",
            "suffix": "Jr.,M.D.",
        },
    ),
    ("3.0", ["N:O\\;Hara;Maya"], {"name": "Maya O;Hara", "family_name": "O;Hara", "given_name": "Maya"}),
    ("3.0", ["ORG:Acme\\, Ltd;Sales;North"], {"company": "Acme, Ltd", "department": "Sales, North"}),
    (
        "3.0",
        ["FN:Acme", "ORG:Acme", "X-ABShowAs:COMPANY"],
        {"name": "Acme", "kind": "organisation"},
    ),
    ("3.0", ["ORG:Acme;", "X-ABShowAs:COMPANY"], {"name": "Acme", "kind": "organisation"}),
    ("4.0", ["FN:A", "KIND:individual"], {"name": "A", "kind": "person"}),
    ("4.0", ["FN:A", "KIND:org", "ORG:B"], {"name": "A", "kind": "organisation", "company": "B"}),
    (
        "4.0",
        ["FN:Team", "KIND:group", "MEMBER:urn:uuid:1"],
        {
            "name": "Team",
            "kind": "organisation",
            "properties": (Property("vcard", "KIND:group"), Property("vcard", "MEMBER:urn:uuid:1")),
        },
    ),
    ("3.0", ["NICKNAME:Ben,Benno"], {"nickname": "Ben, Benno"}),
    ("3.0", ["TITLE:Plumber"], {"role": "Plumber"}),
    ("3.0", ["ROLE:Plumber"], {"role": "Plumber"}),
    (
        "3.0",
        ["ROLE:Fitter", "TITLE:Plumber"],
        {"role": "Plumber", "properties": (Property("vcard", "ROLE:Fitter"),)},
    ),
    ("3.0", ["NOTE:one\\nline", "NOTE:two"], {"about": "one\nline\n\ntwo"}),
    ("3.0", ["CATEGORIES:a\\,b,c", "CATEGORIES:c,myContacts, d"], {"tags": ("a,b", "c", "d")}),
    ("3.0", ["BDAY:1985-04-12"], {"birthday": "1985-04-12"}),
    ("4.0", ["BDAY:19850412"], {"birthday": "1985-04-12"}),
    ("3.0", ["BDAY:1985-04-12T00:00:00Z"], {"birthday": "1985-04-12"}),
    ("4.0", ["BDAY:--0412"], {"birthday": "--04-12"}),
    ("4.0", ["BDAY:--04-12"], {"birthday": "--04-12"}),
    ("3.0", ["BDAY;X-APPLE-OMIT-YEAR=1604:1604-03-09"], {"birthday": "--03-09"}),
    ("3.0", ["BDAY;X-APPLE-OMIT-YEAR=1900:1900-03-09"], {"birthday": "--03-09"}),
    ("3.0", ["BDAY;VALUE=date:1900-03-09"], {"birthday": "1900-03-09"}),
    ("4.0", ["BDAY;VALUE=text:circa 1800"], {"birthday": "circa 1800"}),
    ("3.0", ["UID:urn:uuid:4f-2", "REV:1", "PRODID:x"], {"uid": "4f-2", "keys": (("vcard-uid", "4f-2"),)}),
    ("3.0", ["UID:abc:ABPerson"], {"uid": "abc:ABPerson", "keys": (("vcard-uid", "abc:ABPerson"),)}),
    (
        "4.0",
        ["N;ALTID=1:Yamada;Taro", "N;ALTID=1;LANGUAGE=jp:山田;太郎"],
        {
            "name": "Taro Yamada",
            "family_name": "Yamada",
            "given_name": "Taro",
            "properties": (Property("vcard", "N;ALTID=1;LANGUAGE=jp:山田;太郎"),),
        },
    ),
    (
        "2.1",
        ["FN:A", "X-ANDROID-CUSTOM:vnd.android.cursor.item/nickname;Benno;1;;"],
        {"name": "A", "nickname": "Benno"},
    ),
    (
        "2.1",
        ["X-ANDROID-CUSTOM:vnd.android.cursor.item/relation;Ann;1;;"],
        {"properties": (Property("vcard", "X-ANDROID-CUSTOM:vnd.android.cursor.item/relation;Ann;1;;"),)},
    ),
]


@pytest.mark.parametrize(("version", "lines", "expected"), SINGLE_VALUES)
def test_single_values(version: str, lines: list[str], expected: dict[str, Any]) -> None:
    assert said(draft_of(*lines, version=version)) == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["TEL;CELL;PREF:079"], PhoneDraft("079", "mobile", True)),
        (["TEL;TYPE=WORK;TYPE=VOICE:029"], PhoneDraft("029", "work")),
        (["TEL;TYPE=FAX,WORK:029"], PhoneDraft("029", "work fax")),
        (["TEL;type=PAGER:029"], PhoneDraft("029", "pager")),
        (["TEL;X-Van:079"], PhoneDraft("079", "van")),
        (["TEL;TYPE=CAR:079"], PhoneDraft("079", "car")),
        (
            ['TEL;VALUE=uri;TYPE="work,voice";PREF=1:tel:+44-29-2018;ext=4'],
            PhoneDraft("+44-29-2018", "work", True, "4"),
        ),
        (["TEL;VALUE=uri:tel:7042;phone-context=+1202555"], PhoneDraft("+12025557042")),
        (["TEL:+44 29 2018 ext. 12"], PhoneDraft("+44 29 2018", extension="12")),
        (["item1.TEL:079", "item1.X-ABLabel:_$!<Mobile>!$_"], PhoneDraft("079", "mobile")),
        (["item1.X-ABLabel:_$!<HomeFAX>!$_", "item1.TEL:079"], PhoneDraft("079", "home fax")),
        (
            ["item1.TEL;type=pref:079", "item1.X-ABLabel:Shop [red](no. 2)!"],
            PhoneDraft("079", "Shop red no 2", True),
        ),
        (["ITEM1.TEL;TYPE=FAX:079", "item1.X-ABLabel:Shop"], PhoneDraft("079", "Shop fax")),
        (["item1.TEL;TYPE=HOME:079", "item1.X-ABLabel:☎"], PhoneDraft("079", "home")),
    ],
)
def test_phones(lines: list[str], expected: PhoneDraft) -> None:
    assert said(draft_of(*lines)) == {"phones": (expected._replace(origin="TEL"),)}


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["EMAIL;type=INTERNET;type=pref:a@b.c"], {"emails": (EmailDraft("a@b.c", "", True, "EMAIL"),)}),
        (["EMAIL;HOME:mailto:a@b.c"], {"emails": (EmailDraft("a@b.c", "home", origin="EMAIL"),)}),
        (["EMAIL:n/a"], {"emails": (EmailDraft("n/a", origin="EMAIL"),)}),
        (["EMAIL:", "TEL:", "ADR:;;;;;;", "URL:", "NOTE:", "FN:", "PHOTO:", "UID:"], {}),
        (
            ["item1.URL;type=pref:https\\://a.example/x\\,y", "item1.X-ABLabel:_$!<HomePage>!$_"],
            {"urls": (UrlDraft("https://a.example/x,y", "homepage", "URL"),)},
        ),
        (
            ["ADR;TYPE=WORK:PO Box 1;Flat 2;5 High St, Leeds;Leeds;Yorks;LS1 1AA;UK"],
            {
                "addresses": (
                    AddressDraft(
                        "PO Box 1\nFlat 2\n5 High St, Leeds",
                        "Leeds",
                        "Yorks",
                        "LS1 1AA",
                        "UK",
                        "work",
                        origin="ADR",
                    ),
                )
            },
        ),
        (["ADR:5 High St\\nLeeds"], {"addresses": (AddressDraft("5 High St\nLeeds", origin="ADR"),)}),
        (
            ['ADR;LABEL="5 High St^nLeeds":;;;;;;'],
            {"addresses": (AddressDraft("5 High St\nLeeds", origin="ADR"),)},
        ),
        (
            ["LABEL;HOME:5 High St\\nLeeds"],
            {"addresses": (AddressDraft("5 High St\nLeeds", label="home", origin="LABEL"),)},
        ),
        (
            ["item1.X-ABADR:gb", "item1.ADR:;;;Leeds;;;"],
            {"addresses": (AddressDraft(city="Leeds", country="GB", origin="ADR"),)},
        ),
        (
            ["item1.ADR:;;;Leeds;;;UK", "item1.X-ABADR:gb"],
            {"addresses": (AddressDraft(city="Leeds", country="UK", origin="ADR"),)},
        ),
        (
            ["X-SOCIALPROFILE;type=linkedin:https://linkedin.com/in/z"],
            {"handles": (HandleDraft("linkedin", "https://linkedin.com/in/z"),)},
        ),
        (
            ["X-SOCIALPROFILE;type=Instagram;x-user=zoe:x-apple:zoe"],
            {"handles": (HandleDraft("instagram", "zoe"),)},
        ),
        (
            ["SOCIALPROFILE;SERVICE-TYPE=Mastodon:https://m.example/@z"],
            {"handles": (HandleDraft("mastodon", "https://m.example/@z"),)},
        ),
        (
            ["SOCIALPROFILE:https://www.facebook.com/z"],
            {"handles": (HandleDraft("facebook", "https://www.facebook.com/z"),)},
        ),
        (
            ["IMPP;X-SERVICE-TYPE=Skype;type=HOME:skype:live:z"],
            {"handles": (HandleDraft("skype", "live:z"),)},
        ),
        (["IMPP:xmpp:z@x.example"], {"handles": (HandleDraft("xmpp", "z@x.example"),)}),
        (["IMPP:who knows"], {"properties": (Property("vcard", "IMPP:who knows"),)}),
        (
            ["X-SKYPE-USERNAME:zoe", "X-JABBER;HOME:z@x.example"],
            {"handles": (HandleDraft("skype", "zoe"), HandleDraft("jabber", "z@x.example"))},
        ),
    ],
)
def test_ways_to_reach_someone(lines: list[str], expected: dict[str, Any]) -> None:
    assert said(draft_of(*lines)) == expected


def test_unknown_properties_are_kept_with_the_labels_of_their_groups() -> None:
    kept = (
        "GEO:geo:51.5,-2.6",
        "item2.X-ABRELATEDNAMES;type=pref:Ann",
        "FN:Second Name",
        "RELATED;TYPE=spouse:urn:uuid:1",
        "item2.X-ABLabel:_$!<Spouse>!$_",
    )
    draft = draft_of("FN:First", "item1.TEL:079", "item1.X-ABLabel:Van", *kept)
    assert draft.properties == tuple(Property("vcard", line) for line in kept)


def test_a_folded_unknown_property_is_kept_unfolded_and_out_of_quoted_printable() -> None:
    draft = draft_of(
        "X-FOO:one", "  two", "item1.X-BAR;CHARSET=UTF-8;HOME;ENCODING=QUOTED-PRINTABLE:K=C3=B6ln=0D=0Aa"
    )
    assert draft.properties == (
        Property("vcard", "X-FOO:one two"),
        Property("vcard", "item1.X-BAR;TYPE=HOME:Köln\\na"),
    )


@pytest.mark.parametrize(
    "line",
    [
        b"FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Iris K=C3=B6hler",
        b"FN;CHARSET=ISO-8859-1;QUOTED-PRINTABLE:Iris K=F6hler",
        b"FN;ENCODING=QUOTED-PRINTABLE:Iris K=F6hler",
        b"FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Iris=20K=C3=\r\n=B6hler",
        b"FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Iris=20K=C3=\r\n =B6h=\r\n ler",
        b"FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Iris K=C3=B6=\nhler=\n\n",
        "FN:Iris Köhler".encode(),
        "FN:Iris Köhler".encode("cp1252"),
        "FN;CHARSET=windows-1252:Iris Köhler".encode("cp1252"),
        "FN;CHARSET=UTF-16-LE-or-so:Iris Köhler".encode(),
        "FN:Iris Kö".encode()[:-1] + b"\r\n " + "ö".encode()[1:] + b"hler",
    ],
)
def test_letters_are_read_in_every_coding(line: bytes) -> None:
    assert names(card(line, version="2.1")) == ["Iris Köhler"]


def test_windows_quotes_in_what_calls_itself_latin_1() -> None:
    assert names(card(b"FN;CHARSET=ISO-8859-1:\x93Bob\x94")) == ["“Bob”"]


def test_a_soft_break_does_not_swallow_the_next_property_or_the_end() -> None:
    draft = draft_of(
        "NOTE;ENCODING=QUOTED-PRINTABLE:half=", "TEL;CELL:079", "FN;QUOTED-PRINTABLE:A=", version="2.1"
    )
    assert (draft.about, draft.phones[0].value, draft.name) == ("half", "079", "A")


def test_an_encoded_semicolon_is_no_separator() -> None:
    draft = draft_of("N;ENCODING=QUOTED-PRINTABLE:A=3BB;=43", version="2.1")
    assert (draft.family_name, draft.given_name) == ("A;B", "C")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig"])
def test_wide_and_marked_files_are_known_by_their_first_bytes(encoding: str) -> None:
    octets = card("FN:Iris Köhler", "NOTE;ENCODING=QUOTED-PRINTABLE:=C3=B6").decode().encode(encoding)
    (incoming,) = read(octets)
    assert said(incoming.draft) == {"name": "Iris Köhler", "about": "ö"}


def test_a_charset_means_nothing_in_a_wide_file() -> None:
    octets = card("FN;CHARSET=windows-1252:Iris Köhler").decode().encode("utf-16")
    assert names(octets) == ["Iris Köhler"]


def test_every_uid_is_a_key_and_the_first_the_uid() -> None:
    draft = draft_of("UID:urn:uuid:a", "UID:b", "UID:a")
    assert said(draft) == {"uid": "a", "keys": (("vcard-uid", "a"), ("vcard-uid", "b"))}


def test_a_given_encoding_overrides_what_the_card_says() -> None:
    line = "FN;CHARSET=ISO-8859-1:Łukasz".encode("cp1250")
    (incoming,) = read(card(line, b"NOTE;QUOTED-PRINTABLE:=A3"), encoding="cp1250")
    assert said(incoming.draft) == {"name": "Łukasz", "about": "Ł"}


@pytest.mark.parametrize("encoding", ["klingon", "hex", "unicode_escape", "idna"])
def test_an_encoding_that_is_none_is_refused(encoding: str) -> None:
    with pytest.raises(UsageError, match=encoding):
        read(card("FN:A"), encoding=encoding)


@pytest.mark.parametrize(
    "lines",
    [
        [f"PHOTO;ENCODING=b;TYPE=PNG:{PNG}"],
        [f"PHOTO;ENCODING=b;TYPE=PNG:{PNG[:60]}", f" {PNG[60:]}"],
        [f"PHOTO;PNG;ENCODING=BASE64:{PNG[:60]}", PNG[60:], ""],
        [f"PHOTO;BASE64;JPEG:{PNG.rstrip('=')}"],
        ["PHOTO;ENCODING=b:", f"  {PNG[:40]}", f"  {PNG[40:]}"],
        [f"PHOTO:{PHOTO}"],
        [f"PHOTO:{PHOTO[:50]}", PHOTO[50:]],
        [f"PHOTO:data:image/png;base64\\,{PNG}"],
    ],
)
def test_photos(lines: list[str]) -> None:
    assert said(draft_of("FN:A", *lines, "TEL:079"))["photo"] == PHOTO


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("PHOTO;ENCODING=b;TYPE=PNG:!!!not base64!!!", "the photo is damaged: it is not base64"),
        ("PHOTO;ENCODING=b:" + base64.b64encode(b"hello there").decode(), "the photo is no image"),
        ("PHOTO:data:image/jpeg;base64,A", "the photo is damaged: it is not base64"),
    ],
)
def test_a_bad_photo_costs_a_complaint_only(line: str, reason: str) -> None:
    (incoming,) = read(card("FN:A", line, "TEL:079"))
    assert said(incoming.draft) == {"name": "A", "phones": (PhoneDraft("079", origin="TEL"),)}
    assert incoming.complaints == (Complaint(4, "PHOTO", line.partition(":")[2][:40], reason),)


def test_the_address_of_a_photo_and_a_second_photo_are_kept() -> None:
    url, second = (
        "PHOTO;VALUE=uri:https://a.example/p.jpg",
        f"PHOTO;ENCODING=b;TYPE=GIF:{base64.b64encode(b'GIF89a').decode()}",
    )
    draft = draft_of(url, f"PHOTO:{PHOTO}", second)
    assert draft.photo == PHOTO
    assert draft.properties == (Property("vcard", url), Property("vcard", second))


def test_agents_are_kept_and_do_not_end_their_card() -> None:
    agent = [
        "AGENT:",
        "BEGIN:VCARD",
        "FN:Susan, Sue",
        "AGENT:",
        "BEGIN:VCARD",
        "FN:Inner",
        "END:VCARD",
        "END:VCARD",
    ]
    draft = draft_of("FN:Boss", *agent, "TEL:079", version="2.1")
    (kept,) = draft.properties
    assert (draft.name, draft.phones[0].value) == ("Boss", "079")
    assert kept.line.startswith("AGENT:BEGIN:VCARD\\nFN:Susan\\, Sue\\n")
    assert "FN:Inner" in kept.line


def test_many_cards_of_all_versions_in_one_file() -> None:
    one, two, three = card("FN:A", version="2.1"), card("FN:B"), card("FN:C", version="4.0")
    assert names(one + two.replace(b"\r\n", b"\n") + three.replace(b"\r\n", b"\r")) == ["A", "B", "C"]
    assert names(b"\xef\xbb\xbf" + one + b"\xef\xbb\xbf" + two.lower()) == ["A", "b"]


def test_a_card_knows_its_lines() -> None:
    first, second = read(card("FN:A") + b"\r\n" + card("FN:Zo\xeb".encode("cp1252"), "NOTE:x", " y"))
    assert (first.line, second.line) == (1, 6)
    assert second.raw == ("BEGIN:VCARD", "VERSION:3.0", "FN:Zoë", "NOTE:x", " y", "END:VCARD")


def test_a_record_as_it_stood_mixes_codings_and_cut_characters() -> None:
    (mixed,) = read(card("FN:Zoë", "NOTE:Zoë".encode("cp1252")))
    assert mixed.raw[2:4] == ("FN:Zoë", "NOTE:Zoë")
    (cut,) = read(card(b"FN:Zo\xc3", b" \xab"))
    assert isinstance(cut.draft, ContactDraft)
    assert cut.draft.name == "Zoë"


BROKEN = [
    (b"BEGIN:VCARD\nFN:A\n" + card("FN:B"), ["A", "B"], [(1, "END:VCARD is missing")]),
    (
        card("FN:A") + b"BEGIN:VCARD\nFN:B\nTEL",
        ["A", "B"],
        [(5, "the file ends before END:VCARD"), (7, "there is no colon")],
    ),
    (b"BEGIN:VCARD\nFN:A\nrubbish\nEND:VCARD", ["A"], [(3, "there is no colon")]),
    (
        b"BEGIN:VCARD\nFN:A\nmore rub:bish\nEND:VCARD",
        ["A"],
        [(3, "there is no property name before the colon")],
    ),
    (
        card("FN:A") + b"\nhello\nyou\n" + card("FN:B"),
        ["A", "B"],
        [(6, "this stands outside BEGIN:VCARD and END:VCARD")],
    ),
    (b"mail\n\n" + card("FN:A"), ["A"], [(1, "this stands outside BEGIN:VCARD and END:VCARD")]),
    (
        card("FN:A") + b"END:VCARD\n" + card("FN:B"),
        ["A", "B"],
        [(5, "BEGIN:VCARD is missing before END:VCARD")],
    ),
    (
        card("FN:A") + b"VERSION:3.0\nFN:B\nEND:VCARD",
        ["A", "B"],
        [(5, "BEGIN:VCARD is missing before END:VCARD")],
    ),
]


@pytest.mark.parametrize(("content", "expected", "complaints"), BROKEN)
def test_one_bad_card_never_costs_the_others(
    content: bytes, expected: list[str], complaints: list[tuple[int, str]]
) -> None:
    incoming = read(content)
    assert [each.draft.name for each in incoming if isinstance(each.draft, ContactDraft)] == expected
    assert [(it.line, it.reason) for each in incoming for it in each.complaints] == complaints


def test_what_stands_outside_cards_comes_as_a_record_without_a_draft() -> None:
    _, outside = read(card("FN:A") + b"hello\n\nyou\n")
    assert (outside.draft, outside.line, outside.raw) == (None, 5, ("hello", "you"))


@pytest.mark.parametrize(
    "content",
    [b"Name,Phone\nAnn,079\n", b"\0\xff\xfe" * 50, b"BEGIN:VCALENDAR\nEND:VCALENDAR\n"],
)
def test_a_file_without_a_card_is_refused_by_name(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.vcf"
    path.write_bytes(content)
    with pytest.raises(FileError, match=r"no vCard found in .*x\.vcf"):
        list(vcard.read(path, ReadOptions()))


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"\r\n \r\n"])
def test_an_empty_file_is_refused_by_name(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.vcf"
    path.write_bytes(content)
    with pytest.raises(FileError, match=r"x\.vcf is empty; export it again"):
        list(vcard.read(path, ReadOptions()))


def test_a_missing_file_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"gone\.vcf"):
        list(vcard.read(tmp_path / "gone.vcf", ReadOptions()))


def test_a_file_is_read_from_its_path(tmp_path: Path) -> None:
    path = tmp_path / "x.vcf"
    path.write_bytes(card("FN:A"))
    assert [each.draft for each in vcard.read(str(path), ReadOptions())] == [ContactDraft(name="A")]


def test_photos_of_ten_megabytes_take_time_in_proportion() -> None:
    data = base64.b64encode(b"\xff\xd8\xff" + bytes(8_000_000)).decode()
    folded = b"\r\n ".join(data[at : at + 74].encode() for at in range(0, len(data), 74))
    begun = time.process_time()
    whole = said(draft_of(b"PHOTO;ENCODING=b:" + data.encode()))["photo"]
    assert said(draft_of(b"PHOTO;ENCODING=b:" + folded))["photo"] == whole == f"data:image/jpeg;base64,{data}"
    assert time.process_time() - begun < 10


def test_memory_does_not_grow_with_the_file() -> None:
    def peak(count: int) -> int:
        stream = io.BytesIO(b"".join(card(f"FN:Ann {index}", "NOTE:" + "x" * 500) for index in range(count)))
        tracemalloc.start()
        assert sum(1 for _ in vcard.read(stream, ReadOptions())) == count
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    assert peak(3000) < 2 * peak(600)


@given(st.binary())
def test_any_bytes_are_cards_or_a_file_error(content: bytes) -> None:
    for octets in (content, b"BEGIN:VCARD\n" + content, card(content)):
        try:
            assert all(each.raw for each in read(octets))
        except FileError:
            assert octets == content


LINE_PIECES = st.sampled_from(
    [b"BEGIN:VCARD", b"END:VCARD", b"AGENT:", b"TEL", b"N", b"FN", b"ADR", b"PHOTO", b"IMPP", b"BDAY", b"X-ABLabel", b"item1.", b";", b":", b"=", b",",
     b";ENCODING=QUOTED-PRINTABLE:=", b";CHARSET=utf-7:", b";CHARSET=\xff:", b";ENCODING=b:", b"tel:", b";ext", b"\r\n", b"\n", b" ", b'"', b"\\", b"^", b"\xff\xfe", b"\xc3\xb6", b"data:;base64,"]
)  # fmt: skip


@given(st.lists(LINE_PIECES | st.binary(max_size=4), max_size=60).map(b"".join))
def test_any_pieces_of_cards_are_cards_or_a_file_error(content: bytes) -> None:
    try:
        for each in read(card("FN:A") + content):
            assert isinstance(each.draft, ContactDraft) or each.complaints
    except CrmError as error:
        pytest.fail(str(error))


def test_a_file_cut_anywhere_still_gives_its_first_card() -> None:
    content = card("FN:A") + card(
        f"PHOTO;ENCODING=b:{PNG}", "N;QUOTED-PRINTABLE:K=C3=B6;;;", "item1.TEL:1", "item1.X-ABLabel:x"
    )
    for end in range(len(card("FN:A")), len(content)):
        assert names(content[:end])[0] == "A"


# What we write.

printable = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=60)
word = printable.map(str.strip).filter(bool)
maybe = st.none() | word
lines = st.lists(word, min_size=1, max_size=3).map("\n".join)
label = st.sampled_from(
    [
        "",
        "home",
        "work",
        "mobile",
        "work fax",
        "home mobile",
        "Van",
        "site fax",
        "Mum-in-law 2",
        "pager",
        "fax work",
    ]
)
name_parts = ("prefix", "given_name", "middle_name", "family_name", "suffix")
digits = st.text("0123456789", min_size=6, max_size=12)


@st.composite
def phones(draw: st.DrawFn) -> dict[str, Any]:
    number = draw(digits)
    typed = draw(st.sampled_from([f"0{number}", f"0{number[:3]} {number[3:]}", ""]))
    extension = draw(st.sampled_from(["", "4", "007"]))
    return {
        "value": f"+44{number}",
        "extension": extension,
        "raw": typed,
        "label": draw(label),
        "preferred": draw(st.booleans()),
    }


@st.composite
def rows(draw: st.DrawFn) -> ContactRow:
    kind = draw(st.sampled_from(["person", "organisation"]))
    name = draw(word)
    return ContactRow(
        id=1,
        uid=draw(st.uuids().map(str) | st.sampled_from(["https://a.example/1", "A1B2:ABPerson", "x y;z"])),
        kind=kind,
        name=name,
        **{part: draw(maybe) for part in name_parts},
        nickname=draw(maybe),
        company=draw(maybe.filter(lambda text: text != name)),
        company_id=None,
        department=draw(maybe),
        role=draw(maybe),
        stage=draw(maybe),
        emails=draw(st.lists(st.fixed_dictionaries({"value": word, "label": label, "preferred": st.booleans()}), max_size=2)),
        phones=draw(st.lists(phones(), max_size=2)),
        addresses=draw(
            st.lists(
                st.fixed_dictionaries(
                    {"street": lines, "city": maybe, "region": maybe, "postcode": maybe, "country": maybe, "label": label, "formatted": maybe}
                ),
                max_size=2,
            )
        ),
        urls=draw(st.lists(st.fixed_dictionaries({"value": st.sampled_from(["https://a.example/x;y,z?q=\\n", "a.example"]), "label": label}), max_size=2)),
        handles=draw(st.lists(st.fixed_dictionaries({"platform": st.sampled_from(["instagram", "x", "linkedin"]), "value": word}), max_size=2)),
        tags=draw(st.lists(word, unique=True, max_size=3)),
        birthday=draw(st.sampled_from([None, "1985-04-12", "--02-29"])),
        prefers=draw(maybe),
        consent=draw(st.lists(st.fixed_dictionaries({"channel": maybe, "given": st.booleans(), "on": st.sampled_from([None, "2026-01-02"]), "source": maybe}), max_size=2)),
        source=draw(maybe),
        about=draw(st.none() | lines),
        fields=draw(st.dictionaries(word, lines, max_size=3)),
        created_at="2026-01-02T03:04:05Z",
        updated_at="2026-02-03T04:05:06.789Z",
    )  # fmt: skip


def expected(row: ContactRow, version: str) -> ContactDraft:
    """The draft a written row has to come back as."""
    uid = row.uid
    parts = {part: getattr(row, part) or "" for part in name_parts}
    if parts["given_name"] == "".join(parts.values()) == row.name:
        # A name in one piece.
        parts["given_name"] = ""
    company_of_itself = row.kind == "organisation" and row.company == row.name
    return ContactDraft(
        name=row.name,
        kind=row.kind if version == "4.0" or row.kind == "organisation" else "",
        **parts,
        **{part: getattr(row, part) or "" for part in ("nickname", "department", "role", "stage", "birthday")},
        company="" if company_of_itself else row.company or "",
        prefers=row.prefers or "",
        source=row.source or "",
        about=row.about or "",
        uid=uid,
        emails=tuple(EmailDraft(it["value"], it["label"], it["preferred"], "EMAIL") for it in row.emails),
        phones=tuple(PhoneDraft(it["value"], it["label"], it["preferred"], it["extension"], "TEL", it["raw"]) for it in row.phones),
        addresses=tuple(
            AddressDraft(it["street"], it["city"] or "", it["region"] or "", it["postcode"] or "", it["country"] or "", it["label"], origin="ADR")
            for it in row.addresses
        ),
        urls=tuple(UrlDraft(it["value"], it["label"], "URL") for it in row.urls),
        handles=tuple(HandleDraft(it["platform"], it["value"]) for it in row.handles),
        tags=tuple(row.tags),
        consent=tuple(ConsentDraft(it["given"], it["channel"] or "", it["on"] or "", it["source"] or "") for it in row.consent),
        fields=tuple(row.fields.items()),
        keys=(("vcard-uid", uid),),
    )  # fmt: skip


@given(st.lists(rows(), min_size=1, max_size=3), st.sampled_from(["4.0", "3.0"]))
def test_what_is_written_reads_as_it_was(those: list[ContactRow], version: str) -> None:
    content = written(*map(vcard.Card, those), version=version)
    incoming = read(content)
    assert [each.complaints for each in incoming] == [()] * len(those)
    assert [each.draft for each in incoming] == [expected(row, version) for row in those]


@pytest.mark.parametrize("version", ["4.0", "3.0"])
def test_a_name_in_one_piece_stands_where_phones_look_for_it_and_stays_in_one_piece(version: str) -> None:
    nameless = dict.fromkeys(name_parts)
    content = written(vcard.Card(ROW._replace(**nameless)), version=version)
    assert b"\r\nN:;Maya O'Connor;;;\r\n" in content
    draft = read(content)[0].draft
    assert draft
    assert (draft.name, draft.given_name) == ("Maya O'Connor", "")
    firm = written(vcard.Card(ROW._replace(**nameless, kind="organisation")), version=version)
    assert b"\r\nN:;;;;\r\n" in firm


@given(rows(), st.sampled_from(["4.0", "3.0"]))
def test_the_bytes_are_folded_utf8_with_crlf(row: ContactRow, version: str) -> None:
    content = written(vcard.Card(row, PHOTO), version=version)
    assert content.endswith(b"END:VCARD\r\n")
    assert content.count(b"\n") == content.count(b"\r\n") == content.count(b"\r")
    assert all(len(line) <= 75 and line.decode() for line in content[:-2].split(b"\r\n"))


ROW = ContactRow(
    7, "0190e1f2-0000-7000-8000-000000000007", "person", "Maya O'Connor", "Dr", "Maya", None, "O'Connor", None, None, "Acme, Ltd", 3, "Sales", "Buyer", "customer",
    [{"value": "maya@example.org", "label": "work", "preferred": True}],
    [{"value": "+441174960163", "extension": "4", "raw": "0117 496 0163 x4", "label": "Van", "preferred": False}],
    [{"street": "5 High St\nFlat 2", "city": "Leeds", "region": None, "postcode": "LS1 1AA", "country": "GB", "label": "home", "formatted": "5 High St\nFlat 2\nLeeds"}],
    [], [{"platform": "instagram", "value": "maya"}], ["vip", "a,b"], "--05-24", "phone",
    [{"channel": "email", "given": False, "on": "2026-01-02", "source": 'the "form"'}], "Word of mouth", "Likes tea;\nno milk", {"Boiler": "Worcester"},
    "2026-01-02T03:04:05Z", "2026-02-03T04:05:06Z",
)  # fmt: skip


def test_version_4_is_written_like_this() -> None:
    content = written(
        vcard.Card(
            ROW, properties=(Property("vcard", "item4.X-FOO:bar"), Property("vcard", "item4.X-ABLabel:Foo"))
        )
    )
    assert content.decode().split("\r\n") == [
        "BEGIN:VCARD",
        "VERSION:4.0",
        "PRODID:-//smallcrm//contacts//EN",
        "UID:urn:uuid:0190e1f2-0000-7000-8000-000000000007",
        "KIND:individual",
        "FN:Maya O'Connor",
        "N:O'Connor;Maya;;Dr;",
        "ORG:Acme\\, Ltd;Sales",
        "TITLE:Buyer",
        "BDAY:--0524",
        "EMAIL;TYPE=work;PREF=1:maya@example.org",
        "item5.TEL;VALUE=uri;X-SMALLCRM-RAW=0117 496 0163 x4:tel:+441174960163;ext=4",
        "item5.X-ABLabel:Van",
        "ADR;TYPE=home;LABEL=5 High St^nFlat 2^nLeeds:;;5 High St\\nFlat 2;Leeds;;LS1",
        "  1AA;GB",
        "SOCIALPROFILE;SERVICE-TYPE=instagram;VALUE=text:maya",
        "NOTE:Likes tea\\;\\nno milk",
        "CATEGORIES:vip,a\\,b",
        "X-SMALLCRM-STAGE:customer",
        "X-SMALLCRM-PREFERS:phone",
        "X-SMALLCRM-SOURCE:Word of mouth",
        "X-SMALLCRM-CONSENT;X-CHANNEL=email;X-ON=2026-01-02;X-SOURCE=the ^'form^':no",
        "X-SMALLCRM-FIELD;X-NAME=Boiler:Worcester",
        "X-SMALLCRM-CREATED:20260102T030405Z",
        "item4.X-FOO:bar",
        "item4.X-ABLabel:Foo",
        "REV:20260203T040506Z",
        "END:VCARD",
        "",
    ]


def test_version_3_says_what_it_has_no_property_for_as_address_books_do() -> None:
    row = ROW._replace(kind="organisation", company=None, department=None)
    text = written(vcard.Card(row, PHOTO), version="3.0").decode().replace("\r\n ", "")
    assert f"PHOTO;ENCODING=b;TYPE=PNG:{PNG}\r\n" in text
    assert "BDAY;X-APPLE-OMIT-YEAR=1604:1604-05-24\r\n" in text
    assert "EMAIL;TYPE=INTERNET,work,pref:" in text
    assert ":+441174960163 ext. 4\r\n" in text
    assert "ORG:Maya O'Connor\r\nX-ABShowAs:COMPANY\r\n" in text
    assert "REV:2026-02-03T04:05:06Z\r\n" in text
    assert "KIND" not in text


@pytest.mark.parametrize("version", ["4.0", "3.0"])
def test_a_photo_and_what_was_kept_come_back(version: str) -> None:
    kept = (
        Property("vcard", 'item1.X-FOO;P="a:b":c\\,d'),
        Property("vcard", "item1.X-ABLabel:Foo"),
        Property("vcard", "KIND:group"),
    )
    (incoming,) = read(written(vcard.Card(ROW, PHOTO, kept), version=version))
    assert isinstance(incoming.draft, ContactDraft)
    assert incoming.draft.photo == PHOTO
    assert sorted(it.line for it in incoming.draft.properties) == sorted(it.line for it in kept)
    assert incoming.draft.phones[0].label == "Van"


@pytest.mark.parametrize(
    "line",
    ["END:VCARD", "BEGIN:VCARD", "begin:vcard", "VERSION:2.1", "no colon", "REV:1", "X:a\r\nEND:VCARD"],
)
def test_what_was_kept_cannot_break_a_card(line: str) -> None:
    content = written(vcard.Card(ROW, properties=(Property("vcard", line), Property("csv", "x:y"))))
    assert content.count(b"\r\nEND:VCARD") == 1
    assert content.count(b"BEGIN:VCARD") == content.count(b"VERSION") == content.count(b"REV:") == 1
    assert b"x:y" not in content


@given(st.text(st.characters(codec=None)), st.sampled_from(["4.0", "3.0"]))
def test_nothing_in_a_value_breaks_a_card(text: str, version: str) -> None:
    text += "\r\nEND:VCARD\nBEGIN:VCARD\x1b]52;\0"
    row = ROW._replace(
        uid=text, name=text, about=text, stage=text, birthday=text, tags=[text], fields={text: text}, created_at=text, updated_at=text,
        emails=[{"value": text, "label": text, "preferred": True}], phones=[{"value": text, "extension": text, "raw": text, "label": text, "preferred": True}],
        urls=[{"value": text, "label": text}], handles=[{"platform": text, "value": text}],
    )  # fmt: skip
    content = written(vcard.Card(row, text, (Property("vcard", f"X-FOO:{text}"),)), version=version)
    assert not [
        octet for octet in content.replace(b"\r\n", b"") if (octet < 32 and octet != 9) or octet == 127
    ]
    (incoming,) = read(content)
    assert incoming.complaints == () or [it.column for it in incoming.complaints] == ["PHOTO"]


def test_an_unknown_version_is_refused() -> None:
    with pytest.raises(UsageError, match=r"2\.1"):
        written(vcard.Card(ROW), version="2.1")


def test_the_same_contacts_are_the_same_bytes() -> None:
    many = [vcard.Card(ROW._replace(id=number)) for number in range(600)]
    assert written(*many) == written(*many)
    assert len(names(written(*many))) == 600


@given(rows())
def test_another_reader_understands_version_3(row: ContactRow) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        vobject = pytest.importorskip("vobject")
    ((theirs,), content) = (
        list(vobject.readComponents(written(vcard.Card(row), version="3.0").decode())),
        row,
    )
    assert theirs.fn.value == content.name
    assert [it.value for it in theirs.contents.get("email", [])] == [it["value"] for it in content.emails]
    assert theirs.n.value.family == (content.family_name or "")
    assert [it.value.street for it in theirs.contents.get("adr", [])] == [
        it["street"] for it in content.addresses
    ]
    assert (
        theirs.contents["note"][0].value == content.about if content.about else "note" not in theirs.contents
    )
    if content.tags:
        assert theirs.categories.value == content.tags


def test_another_reader_finds_every_property_of_version_4() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        vobject = pytest.importorskip("vobject")
    (theirs,) = vobject.readComponents(written(vcard.Card(ROW, PHOTO)).decode())
    ours = {
        parse_line(line).name
        for line in written(vcard.Card(ROW, PHOTO)).decode().replace("\r\n ", "").split("\r\n")
        if line
    }
    assert {it.name for it in theirs.getChildren()} == ours - {"BEGIN", "END"}


def test_a_long_parameter_is_no_part_of_what_stands_before() -> None:
    first = 'ADR;TYPE=home;LABEL="1 A St, a;b:c":;;1 A St;a;;;'
    second = f'ADR;TYPE=work;LABEL="{"2 B St, " * 9}\r\n  Bath":;;2 B St;Bath;;;'
    assert [address.street for address in draft_of(first, second).addresses] == ["1 A St", "2 B St"]
