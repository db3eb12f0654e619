"""What comes in over a websocket reads the same however it was cut, and the same as wsproto reads all of it."""

import json
import struct

from hypothesis import example, given
from hypothesis import strategies as st
from socketio.packet import ACK, EVENT
from wsproto.connection import Connection, ConnectionType
from wsproto.events import BytesMessage, CloseConnection, Message, Ping, Pong
from wsproto.frame_protocol import CloseReason

from overlegtafel.core.frames import Frames, frame
from overlegtafel.core.pakket import read_event, to_frames

MOST = 70_000
TEXT, BINARY, CLOSE, PING = 0x81, 0x82, 0x88, 0x89


def masked(first: int, payload: bytes, mask: bytes = b"\x01\x80\xff\x37", longer: int = 0) -> bytes:
    """A frame as a browser sends it; longer: in so many bytes more than needed."""
    size = len(payload)
    form = max(longer, 0 if size < 126 else 1 if size < 65536 else 2)
    length = [
        bytes([0x80 | size]) if size < 126 else b"",
        b"\xfe" + struct.pack("!H", size & 0xFFFF),
        b"\xff" + struct.pack("!Q", size),
    ]
    return bytes([first]) + length[form] + mask + bytes(b ^ mask[i % 4] for i, b in enumerate(payload))


def told(events) -> list:
    """Whole messages, what stood between them, and last of all why it ended."""
    said, part = [], None
    for event in events:
        if isinstance(event, str | bytes):
            said.append(event)
        elif isinstance(event, Message):
            data = bytes(event.data) if isinstance(event, BytesMessage) else event.data
            part = data if part is None else part + data
            if event.message_finished:
                said.append(part)
                part = None
        elif isinstance(event, Ping | Pong):
            said.append((type(event), bytes(event.payload)))
        elif isinstance(event, CloseConnection):
            return [*said, event.code]
    return said


def by_wsproto(came: bytes) -> list:
    other = Connection(ConnectionType.SERVER)
    other.receive_data(came)
    return told(other.events())


def in_pieces(came: bytes, cuts: list[int]) -> list:
    frames, at, events = Frames(MOST), 0, []
    for end in [*sorted(cut % (len(came) + 1) for cut in cuts), len(came)]:
        events += frames.read(came[at:end])
        at = end
    return told(events)


payloads = st.one_of(
    st.binary(max_size=140),
    st.text(max_size=60).map(str.encode),
    st.sampled_from([b"x" * 125, b"x" * 126, b"x" * 65535, b"y" * 65536]),
)
# Whole messages mostly; pieces of one, control frames, and what no browser sends.
firsts = st.sampled_from([TEXT, BINARY, TEXT, BINARY, 0x01, 0x02, 0x00, 0x80, PING, 0x8A, 0x91, 0x83, 0x09])
sent = st.builds(masked, firsts, payloads, st.binary(min_size=4, max_size=4), st.sampled_from([0, 0, 0, 0, 1, 2]))
goodbye = st.sampled_from(
    [masked(CLOSE, b""), masked(CLOSE, b"\x03\xe8dag"), masked(CLOSE, b"\x03"), masked(CLOSE, b"\x00\x01")]
)
unmasked = st.builds(frame, payloads)


@given(
    st.lists(st.one_of(sent, sent, sent, goodbye, unmasked, st.binary(max_size=12)), max_size=8).map(b"".join),
    st.lists(st.integers(0), max_size=6),
)
@example(masked(TEXT, b"\xff"), [])
@example(
    masked(TEXT, b"a")
    + masked(0x01, "é".encode()[:1])
    + masked(PING, b"hm")
    + masked(0x80, "é".encode()[1:])
    + masked(BINARY, b"b"),
    [1, 8],
)
@example(masked(0x01, b"a") + masked(TEXT, b"b"), [])
@example(masked(CLOSE, b"\x03\xe8") + masked(TEXT, b"after"), [3])
def test_any_bytes_cut_anywhere_read_as_wsproto_reads_them(came, cuts):
    expected, found = by_wsproto(came), in_pieces(came, cuts)
    if expected[-1:] == [CloseReason.INVALID_FRAME_PAYLOAD_DATA] != found[-1:]:
        # Half a message that is no text already: wsproto says so before the rest is there.
        expected.pop()
    assert found == expected
    # And byte by byte, when that is not too many.
    if len(came) < 400:
        assert in_pieces(came, list(range(len(came)))) == expected


def test_malformed_frames_end_it_with_their_code():
    for came, code in [
        (frame("niet gemaskeerd"), CloseReason.PROTOCOL_ERROR),
        (masked(0xC1, b"gecomprimeerd"), CloseReason.PROTOCOL_ERROR),
        (masked(TEXT, b"kort", longer=1), CloseReason.PROTOCOL_ERROR),
        (masked(PING, b"x" * 126), CloseReason.PROTOCOL_ERROR),
        (masked(0x80, b"vervolg op niets"), CloseReason.PROTOCOL_ERROR),
        (masked(TEXT, b"\xc3\x28"), CloseReason.INVALID_FRAME_PAYLOAD_DATA),
    ]:
        assert in_pieces(masked(TEXT, b"eerst") + came, [])[-1] == code


def test_one_that_is_too_large_is_not_kept():
    frames = Frames(1000)
    whole = masked(BINARY, b"x" * 1001)
    # What of it is there comes out as it comes, so that whoever asked can refuse it before it is all there.
    parts = [event for event in frames.read(whole[:500]) if isinstance(event, BytesMessage)]
    assert sum(len(part.data) for part in parts) == 500 - 8
    assert not any(isinstance(event, bytes) for event in frames.read(whole[500:]))


@given(st.one_of(st.text(max_size=300), st.binary(max_size=300), st.sampled_from(["x" * 65536, b"y" * 126])))
def test_what_goes_out_is_read_as_it_was_meant(message):
    browser = Connection(ConnectionType.CLIENT)
    browser.receive_data(frame(message))
    assert told(browser.events()) == [message]


def test_an_event_with_an_attachment():
    head = '451-7["notitie:wijziging",{"agendapunt":"p","update":{"_placeholder":true,"num":0}}]'
    assert read_event(head, b"\x00") == ("notitie:wijziging", {"agendapunt": "p", "update": b"\x00"}, 7)
    assert read_event(head.replace("7[", "["), b"")[2] is None
    # The library has a look at all else.
    for other in [
        "451-", '451-["a"]', "451-1{}", '451-/ruimte,1["a",{"u":{"_placeholder":true,"num":0}}]', head.replace("0}", "1}"), head[:-1],
        '451-["a",{"u":{"x":{"_placeholder":true,"num":0}}}]', '451-["a",[{"_placeholder":true,"num":0}]]', "451-1" + "[" * 5000,
        '451-²["a",{"u":{"_placeholder":true,"num":0}}]', f'451-{"9" * 16}["a",{{"u":{{"_placeholder":true,"num":0}}}}]', "451-1[1,{}]",
    ]:  # fmt: skip
        assert read_event(other, b"") is None


def test_what_is_said_goes_in_one_piece():
    assert told(_heard(to_frames(ACK, [{"ok": True}], 3))) == ['433[{"ok":true}]']
    text, piece = told(_heard(to_frames(EVENT, ["n", {"a": "é", "update": b"\x00\xff"}])))
    assert text.startswith("451-[") and piece == b"\x00\xff"
    assert json.loads(text[4:]) == ["n", {"a": "é", "update": {"_placeholder": True, "num": 0}}]


def _heard(data: bytes):
    browser = Connection(ConnectionType.CLIENT)
    browser.receive_data(data)
    return browser.events()
