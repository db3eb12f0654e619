"""CSV as organisations export it: any usual encoding, separator, heading and way of writing dates."""

import csv
from contextlib import suppress
from datetime import UTC, datetime
from io import BytesIO, StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overlegtafel.core.tekst import clean_text
from overlegtafel.thuiszorg.aanvoer import Aanvoer, Onleesbaar, Patient, Weigering
from overlegtafel.thuiszorg.csv_lezen import read_csv
from overlegtafel.thuiszorg.soorten import Maat, Notitiesoort

NU = datetime(2026, 11, 22, 12, tzinfo=UTC)
_TE_LANG = (
    'een cel is te lang, of heeft een aanhalingsteken waar het niet kan; zet tekst tussen "" en schrijf " erin als ""'
)
KOP = ["Cliëntnummer", "BSN", "Datum", "Tijd", "Medewerker", "Functie", "Soort", "Tekst"]


def write(rows: list[list[str]], *, separator=";", encoding="utf-8", begin="") -> BytesIO:
    out = StringIO(begin)
    out.seek(0, 2)
    csv.writer(out, delimiter=separator).writerows(rows)
    return BytesIO(out.getvalue().encode(encoding))


def read(*rows: list[str], kop=KOP) -> list[Aanvoer | Weigering]:
    return list(read_csv(write([kop, *rows]), nu=NU).regels)


def row(soort="", tekst="Wond rustig", *, datum="2-11-2026", tijd="09:30", nummer="1001", bsn="") -> list[str]:
    return [nummer, bsn, datum, tijd, "S. El Amrani", "wijkverpleegkundige", soort, tekst]


@pytest.mark.parametrize("separator", list(";,\t|"))
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("begin", ["", "sep={}\r\n"])
def test_any_usual_file_is_understood(separator, encoding, begin):
    tekst = 'Patiënt zei: "gaat goed";\nafspraak, morgen\t| 9 uur'
    stream = write([KOP, row(tekst=tekst)], separator=separator, encoding=encoding, begin=begin.format(separator))
    found = read_csv(stream, nu=NU)
    assert found.scheidingsteken == separator
    assert found.kolommen["Medewerker"] == "auteur"
    (note,) = found.regels
    assert (note.tekst, note.auteur) == (clean_text(tekst), "S. El Amrani")
    assert note.moment == datetime(2026, 11, 2, 8, 30, tzinfo=UTC)
    assert (note.soort, note.patient) == (Notitiesoort.RAPPORTAGE, Patient("nummer/1001"))


@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="<&"), max_size=30), max_size=5),
       st.sampled_from(";,\t|"))  # fmt: skip
def test_each_row_comes_out_under_its_own_number(texts, separator):
    stream = write([KOP, *(row(tekst=text) for text in texts)], separator=separator)
    for nr, (text, item) in enumerate(zip(texts, read_csv(stream, nu=NU).regels, strict=True), start=2):
        assert item.nr == nr
        assert isinstance(item, Weigering) or item.tekst == clean_text(text)
        assert isinstance(item, Aanvoer) or not clean_text(text)


@pytest.mark.parametrize(
    ("datum", "tijd", "moment"),
    [
        ("02-11-2026", "9:30", "2026-11-02 08:30"),
        ("2026-11-02", "09.30 uur", "2026-11-02 08:30"),
        ("2 nov 2026 09:30:15", "", "2026-11-02 08:30"),
        ("ma 2-11-2026 9u30", "", "2026-11-02 08:30"),
        ("02/07/26", "0930", "2026-07-02 07:30"),
        ("2026-11-02T09:30:00.000+00:00", "", "2026-11-02 09:30"),
        ("2026-11-02T09:30:00Z", "12:00", "2026-11-02 09:30"),
        ("2-11-2026", "", "2026-11-01 23:00"),
    ],
)
def test_dates_and_times_the_dutch_way(datum, tijd, moment):
    (note,) = read(row(datum=datum, tijd=tijd))
    assert f"{note.moment:%Y-%m-%d %H:%M}" == moment


@pytest.mark.parametrize(
    ("soort", "tekst", "maat", "waarde", "waarde2"),
    [
        ("Bloeddruk", "142/85", Maat.BLOEDDRUK, 142, 85),
        ("RR", "142 / 85 mmHg", Maat.BLOEDDRUK, 142, 85),
        ("gewicht", "71,4", Maat.GEWICHT, 71.4, None),
        ("GEWICHT", "71.4 kg", Maat.GEWICHT, 71.4, None),
        ("lengte", "1,72 m", Maat.LENGTE, 172, None),
        ("SpO2", "97%", Maat.SATURATIE, 97, None),
        ("pijnscore", "7/10", Maat.PIJN, 7, None),
        ("temperatuur", "38,2 °C", Maat.TEMPERATUUR, 38.2, None),
    ],
)
def test_values_with_a_decimal_comma_and_a_unit(soort, tekst, maat, waarde, waarde2):
    (note,) = read(row(soort, tekst))
    assert (note.soort, note.maat, note.waarde, note.waarde2) == (Notitiesoort.METING, maat, waarde, waarde2)


def test_values_in_columns_of_their_own_and_an_id_of_the_source():
    kop = ["id", "client", "datum", "type", "waarde", "eenheid", "opmerking", "Naam cliënt"]
    found = read_csv(write([kop, ["77", "1001", "2-11-2026", "glucose", "100", "mg/dL", "nuchter", "T."]]), nu=NU)
    assert found.overig == ["Naam cliënt"]
    (note,) = found.regels
    assert (note.bron_id, note.tekst, note.waarde) == ("csv/77", "nuchter", pytest.approx(5.5506))


def test_without_an_id_the_same_row_is_the_same_note_and_another_is_another():
    same, again, other = read(row(), row(), row(tekst="Wond rood"))
    assert same.bron_id == again.bron_id != other.bron_id


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (row(nummer=""), "er staat geen cliëntnummer en geen BSN"),
        (row(bsn="123456789"), "het BSN klopt niet"),
        (row(datum="31-02-2026"), "de datum is niet te lezen; schrijf 22-11-2026"),
        (row(datum=""), "er staat geen datum"),
        (row(tijd="25:10"), "de tijd is niet te lezen; schrijf 14:30"),
        (row(datum="2-11-2027"), "de datum ligt in de toekomst"),
        (row(datum="2-11-1899"), "de datum ligt vóór 1900"),
        (row(tekst=" "), "de tekst is leeg"),
        (row("bloeddruk", "hoog, mevr. was boos"), "bloeddruk zonder waarde die te lezen is"),
        (row("gewicht", "714 kg"), "gewicht heeft een waarde die niet kan"),
        (row("gewicht", "71 st"), "gewicht in een eenheid die de Overlegtafel niet kent; gebruik kg"),
        ([*row(), "en nog meer"], 'er zijn meer cellen dan kolommen; zet tekst met het scheidingsteken erin tussen ""'),
        (row(tekst="x" * 140_000), _TE_LANG),
    ],
)
def test_a_bad_row_is_refused_with_its_number_and_the_rest_goes_on(bad, reason):
    first, refused, last = read(row(), [], bad, row(tekst="Laatste"))
    assert isinstance(first, Aanvoer)
    assert (refused.nr, refused.wat, refused.reden) == (4, "rij", reason)
    assert (last.nr, last.tekst) == (5, "Laatste")


def test_a_file_of_which_no_row_can_be_read_ends_early():
    items = read(*[["a"]] * 20_000)
    assert (len(items), items[-1].nr) == (10_000, 10_001)
    assert items[-1].reden == "tot hier is geen enkele rij te lezen; de rest is niet bekeken"


def test_an_unknown_kind_is_refused_without_repeating_what_stood_there():
    (refused,) = read(row("mevr. Böçker 077461848"))
    assert refused.reden.startswith("deze soort kent de Overlegtafel niet; wel: rapportage, let op, doel, bloeddruk")
    assert "Böçker" not in refused.reden


def test_a_bsn_that_lost_its_zero_in_a_spreadsheet_is_whole_again():
    (note,) = read(row(bsn="77461848"))
    assert note.patient == Patient("nummer/1001", "077461848")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "Het bestand is leeg."),
        (b"PK\x03\x04rest", "Dit is een Excel-bestand"),
        (b"\x01\x02\x00\x05" + bytes(range(1, 200)), "geen tekstbestand"),
        (b"Datum;Tekst;Naam\n", r"ontbreekt: cliëntnummer of BSN. Wel herkend: Datum, Tekst\."),
        (b"Client;Tekst\n", "ontbreekt: datum"),
        (b"Client;Datum;Auteur\n", "ontbreekt: tekst"),
    ],
)
def test_wrong_columns_are_named(content, message):
    with pytest.raises(Onleesbaar, match=message):
        read_csv(BytesIO(content), nu=NU)


def test_a_file_without_a_header_is_not_repeated_in_the_message():
    with pytest.raises(Onleesbaar) as refused:
        read_csv(BytesIO("077461848;mevr. Böçker;rapportage;wond rood\n".encode()), nu=NU)
    assert "Böçker" not in str(refused.value) and "wond" not in str(refused.value)


_ZIN = st.lists(st.sampled_from(['"', '""', ";", ",", "\n", " ", "goed", "2-11-2026", "5 mg", '"rustig"']), max_size=6)


@given(
    st.lists(_ZIN.map("".join), min_size=2, max_size=5),
    st.permutations(["client", "datum", "tekst", "auteur", "functie"]),
    st.sampled_from(["client datum tekst", "client datum tekst auteur", "client datum tekst auteur functie"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    st.sampled_from(";,"),
    st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.booleans()), max_size=2),
)
def test_a_quote_too_many_or_too_few_puts_nothing_in_the_note_of_another(
    zinnen, order, kept, quoting, separator, slips
):
    kop = [name for name in order if name in kept.split()]
    out = StringIO()
    writer = csv.writer(out, delimiter=separator, quoting=quoting)
    for nr, zin in enumerate(zinnen):
        cells = {"client": f"{1001 + nr}", "datum": f"{nr + 1}-11-2026", "tekst": f"{zin}merk{1001 + nr}{zin}"}
        writer.writerow([cells.get(name, "") for name in kop])
    body = out.getvalue()
    for place, extra in slips:
        quotes = [at for at, sign in enumerate(body) if sign == '"']
        if extra or not quotes:
            at = int(place * len(body))
            body = f'{body[:at]}"{body[at:]}'
        else:
            at = quotes[int(place * len(quotes))]
            body = body[:at] + body[at + 1 :]
    stream = BytesIO(f"{separator.join(kop)}\r\n{body}".encode())
    items = list(read_csv(stream, nu=NU).regels)
    for item in items:
        if isinstance(item, Aanvoer):
            # A piece of text for a number is a number of nobody.
            numbers = [f"{1001 + nr}" for nr in range(len(zinnen))]
            told = {number for number in numbers if number in item.patient.sleutel.replace('"', "")}
            assert len(told) < 2 and not any(f"merk{n}" in item.tekst for n in numbers if told and n not in told)
    # Without a slip everything comes in, but for what looks like a row of its own.
    assert slips or [i.nr for i in items] == list(range(2, len(zinnen) + 2))


def test_a_quote_that_is_not_closed_ends_the_file_where_it_stands():
    kop, rest = ";".join(KOP), "1002;;2-11-2026;;;;;Wond rood\n1003;;2-11-2026;;;;;Valt af"
    for row in ('1001;;2-11-2026;;;;;"Rustig', '1001;;2-11-2026;;;;;"Zij zei "goed" en'):
        (refused,) = read_csv(BytesIO(f"{kop}\n{row}\n{rest}\n".encode()), nu=NU).regels
        assert refused.nr == 2 and "niet is gesloten; de rest van het bestand is niet gelezen" in refused.reden
    # Closed by chance, in the row of another.
    (refused,) = read_csv(BytesIO(f'{kop}\n1001;;2-11-2026;;;;;"Rustig\n{rest} 5"\n'.encode()), nu=NU).regels
    assert refused.reden.startswith("in een cel staan andere rijen")
    # On one line only that row is lost; of a line without an end nothing is taken for a row.
    loose, last = read_csv(BytesIO(f'{kop}\n1001;;2-11-2026;;;;;"Goed" zei zij\n{rest[:29]}'.encode()), nu=NU).regels
    assert (loose.reden, last.tekst) == (_TE_LANG, "Wond rood")
    endless = "x;" * 499_999 + "xx"
    (refused,) = read_csv(BytesIO(f"{kop}\n{endless}{rest[:29]}".encode()), nu=NU).regels
    assert refused.reden == _TE_LANG


@given(st.binary(max_size=300))
def test_whatever_bytes_they_are_nothing_breaks(content):
    with suppress(Onleesbaar):
        list(read_csv(BytesIO(b"client;datum;tekst\n" + content), nu=NU).regels)
