"""The relay: what is sent, what may be sent again, and what nobody knows."""

import asyncio
import base64
from collections.abc import Callable
from pathlib import Path

import pytest

from mailbot.demo.servers import Received, smtp_server
from mailbot.servers.outbox import Outbox, OutboxError, Refused, Relay, Retry, Sent, probe
from tests.servers import Certificate, Line, make_certificate, scripted

LETTER = b"From: us@office.example\r\nSubject: A move\r\n\r\nDear school\r\n.a line with a dot\r\n"


def relay(port: int, **changes: object) -> Relay:
    settings: dict[str, object] = {
        "host": "127.0.0.1",
        "port": port,
        "security": "none",
        "sender": "us@office.example",
        "timeout": 5,
        "final_timeout": 5,
    }
    return Relay(**(settings | changes))  # type: ignore[arg-type]


def delivered(
    to: Relay,
    *letters: tuple[str, bytes],
    on_data: Callable[[], None] = lambda: None,
) -> list[Sent | Retry | Refused]:
    async def send() -> list[Sent | Retry | Refused]:
        async with Outbox(to) as outbox:
            return [await outbox.deliver(address, raw, on_data) for address, raw in letters]

    return asyncio.run(send())


# -- against a real server ---------------------------------------------------------------------


def test_each_letter_goes_in_its_own_envelope_byte_for_byte() -> None:
    sunk: list[Received] = []
    with smtp_server(sunk.append) as server:
        answers = delivered(
            relay(server.port), ("head@a.example", LETTER), ("head@b.example", LETTER + b"2\r\n")
        )
    assert all(isinstance(answer, Sent) and answer.reply_code == 250 for answer in answers)
    assert sunk == [
        Received("us@office.example", ("head@a.example",), LETTER),
        Received("us@office.example", ("head@b.example",), LETTER + b"2\r\n"),
    ]


def test_the_name_of_the_letter_in_the_relays_queue_is_kept() -> None:
    with smtp_server(lambda _: None) as server:
        (answer,) = delivered(relay(server.port), ("head@a.example", LETTER))
    assert isinstance(answer, Sent)
    assert answer.queue_id.endswith("-1")


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_password_crosses_tls(certificate: Certificate, trusted: Path, security: str) -> None:
    assert trusted.exists()
    sunk: list[Received] = []
    context = certificate.server_context()
    with smtp_server(sunk.append, users={"bot": "sesame"}, **{security: context}) as server:
        to = relay(server.port, security=security, user="bot", password="sesame")  # noqa: S106
        assert "login accepted" in asyncio.run(probe(to))
        (answer,) = delivered(to, ("head@a.example", LETTER))
    assert isinstance(answer, Sent)
    assert len(sunk) == 1


def test_a_wrong_password_is_said_and_not_shown() -> None:
    with smtp_server(lambda _: None, users={"bot": "sesame"}) as server:
        to = relay(server.port, user="bot", password="open barley")  # noqa: S106 - invented
        with pytest.raises(OutboxError, match="user or password") as refused:
            asyncio.run(probe(to))
    assert refused.value.permanent
    assert "barley" not in str(refused.value) + repr(to)


def test_a_letter_larger_than_the_relay_takes_is_refused_before_it_is_sent() -> None:
    called: list[bool] = []
    with smtp_server(lambda _: None, largest=1000) as server:
        answers = delivered(
            relay(server.port),
            ("head@a.example", LETTER + b"x" * 1000 + b"\r\n"),
            ("head@a.example", LETTER),
            on_data=lambda: called.append(True),
        )
    assert isinstance(answers[0], Refused)
    assert isinstance(answers[1], Sent)
    assert called == [True]


def test_eight_bits_and_addresses_beyond_ascii_are_announced() -> None:
    sunk: list[Received] = []
    with smtp_server(sunk.append) as server:
        raw = LETTER + "Zoë\r\n".encode()
        (answer,) = delivered(relay(server.port), ("josé@écoles.example", raw))
    assert isinstance(answer, Sent)
    assert sunk == [Received("us@office.example", ("josé@écoles.example",), raw)]


@pytest.mark.parametrize(
    "address",
    [
        "",
        "head",
        "head@",
        "@a.example",
        "a@b@c.example",
        "head@a.example>\r\nRCPT TO:<other@b.example",
        "head@a.example> SIZE=1",
        "Head <head@a.example>",
        "head@a.example, other@b.example",
        "head @a.example",
    ],
)
def test_what_is_no_address_never_reaches_the_relay(address: str) -> None:
    sunk: list[Received] = []
    with smtp_server(sunk.append) as server:
        answers = delivered(relay(server.port), (address, LETTER), ("head@a.example", LETTER))
    assert isinstance(answers[0], Refused)
    assert isinstance(answers[1], Sent)
    assert [received.recipients for received in sunk] == [("head@a.example",)]


# -- against a server that fails to order ------------------------------------------------------


class Play:
    """A small SMTP server that hangs up, or answers badly, at the phase a test names."""

    def __init__(
        self,
        *,
        cut: str = "",
        answers: dict[str, bytes] | None = None,
        abilities: tuple[bytes, ...] = (),
        tls: Certificate | None = None,
        calls: int = 10**6,
    ) -> None:
        self.cut, self.answers, self.tls, self.calls = cut, answers or {}, tls, calls
        self.abilities = abilities
        self.bodies: list[bytes] = []

    def __call__(self, line: Line, call: int) -> None:
        self.bad = call <= self.calls
        self.say(line, "banner", b"220 relay.example ESMTP")
        while True:
            verb = line.hear().split(b" ")[0].upper().decode()
            if verb == "EHLO":
                self.reach("ehlo")
                lines = [b"relay.example", *self.abilities]
                line.say(*(b"250-" + each for each in lines[:-1]), b"250 " + lines[-1])
            elif verb == "STARTTLS":
                self.say(line, "starttls", b"220 go")
                assert self.tls is not None
                line.secure(self.tls.server_context())
            elif verb == "AUTH":
                self.say(line, "auth", b"235 ok")
            elif verb in {"MAIL", "RCPT", "RSET"}:
                self.say(line, verb.lower(), b"250 ok")
            elif verb == "DATA":
                if self.say(line, "data", b"354 go").startswith(b"354"):
                    self.body(line)
            elif verb == "QUIT":
                line.say(b"221 bye")
                return

    def reach(self, phase: str) -> None:
        if self.bad and self.cut == phase:
            raise EOFError

    def say(self, line: Line, phase: str, usual: bytes) -> bytes:
        self.reach(phase)
        answer = self.answers.get(phase, usual) if self.bad else usual
        line.say(answer)
        return answer

    def body(self, line: Line) -> None:
        self.reach("body")
        body = b""
        while (heard := line.hear()) != b".":
            body += heard + b"\r\n"
        self.bodies.append(body)
        self.reach("dot")
        if self.bad and self.cut == "silent":
            line.hear()
        self.say(line, "final", b"250 2.0.0 Ok: queued as 4Xz.9-A_b")
        self.reach("after")


@pytest.mark.parametrize("phase", ["banner", "ehlo"])
def test_a_relay_that_hangs_up_at_once_is_said(phase: str) -> None:
    with scripted(Play(cut=phase)) as server:
        with pytest.raises(OutboxError) as lost:
            delivered(relay(server.port), ("head@a.example", LETTER))
        assert not lost.value.permanent


def test_a_relay_that_hangs_up_at_starttls_or_login_is_said(
    certificate: Certificate, trusted: Path
) -> None:
    assert trusted.exists()
    for phase in ("starttls", "auth"):
        play = Play(cut=phase, abilities=(b"STARTTLS", b"AUTH PLAIN LOGIN"), tls=certificate)
        with scripted(play) as server:
            to = relay(server.port, security="starttls", user="bot", password="sesame")  # noqa: S106
            with pytest.raises(OutboxError) as lost:
                delivered(to, ("head@a.example", LETTER))
            assert not lost.value.permanent


@pytest.mark.parametrize("phase", ["mail", "rcpt", "data"])
def test_a_line_cut_before_the_letter_is_a_retry_without_doubt(phase: str) -> None:
    called: list[bool] = []
    play = Play(cut=phase)
    with scripted(play) as server:
        (answer,) = delivered(
            relay(server.port), ("head@a.example", LETTER), on_data=lambda: called.append(True)
        )
    assert isinstance(answer, Retry)
    assert not answer.after_data
    assert play.bodies == []
    assert called == ([True] if phase == "data" else [])


@pytest.mark.parametrize("phase", ["dot", "silent"])
def test_a_line_lost_after_the_letter_is_a_doubt(phase: str) -> None:
    play = Play(cut=phase)
    with scripted(play) as server:
        (answer,) = delivered(relay(server.port, final_timeout=0.2), ("head@a.example", LETTER))
    assert isinstance(answer, Retry)
    assert answer.after_data
    assert play.bodies == [LETTER.replace(b"\r\n.", b"\r\n..")]


def test_a_line_cut_within_a_long_letter_leaves_nothing_behind() -> None:
    play = Play(cut="body")
    with scripted(play) as server:
        (answer,) = delivered(
            relay(server.port), ("head@a.example", LETTER + b"x" * 998 + b"\r\n" * 2**22)
        )
    assert isinstance(answer, Retry)
    assert play.bodies == []


def test_a_line_cut_after_the_yes_spoils_nothing() -> None:
    play = Play(cut="after", calls=1)
    with scripted(play) as server:
        answers = delivered(
            relay(server.port), ("head@a.example", LETTER), ("head@b.example", LETTER)
        )
    assert answers[0] == Sent(250, "4Xz.9-A_b")
    assert len(play.bodies) == len([each for each in answers if isinstance(each, Sent)])


def test_the_rest_of_a_batch_goes_over_a_new_connection() -> None:
    play = Play(cut="dot", calls=1)
    with scripted(play) as server:
        answers = delivered(
            relay(server.port), ("head@a.example", LETTER), ("head@b.example", LETTER)
        )
        assert server.calls == 2
    assert isinstance(answers[0], Retry)
    assert isinstance(answers[1], Sent)


def test_a_relay_that_went_away_is_called_once_more_and_then_left_alone() -> None:
    def once(line: Line, call: int) -> None:
        if call == 1:
            Play(cut="mail")(line, call)

    with scripted(once) as server:
        answers = delivered(relay(server.port), *[("head@a.example", LETTER)] * 5)
        assert server.calls == 2
    assert all(isinstance(answer, Retry) and not answer.after_data for answer in answers)


@pytest.mark.parametrize("code", [421, 450, 451, 452])
@pytest.mark.parametrize("phase", ["mail", "rcpt", "data", "final"])
def test_a_relay_that_puts_a_letter_off_has_not_got_it(phase: str, code: int) -> None:
    with scripted(Play(answers={phase: b"%d 4.7.1 later, head@a.example" % code})) as server:
        (answer,) = delivered(relay(server.port), ("head@a.example", LETTER))
    assert isinstance(answer, Retry)
    assert not answer.after_data
    assert str(code) in answer.why
    assert "@" not in answer.why


@pytest.mark.parametrize("code", [550, 552, 554])
@pytest.mark.parametrize("phase", ["rcpt", "data", "final"])
def test_a_refused_letter_is_shown_and_the_next_one_goes(phase: str, code: int) -> None:
    play = Play(answers={phase: b"%d 5.1.1 no such user head@a.example" % code})
    with scripted(play) as server:

        async def send() -> list[Sent | Retry | Refused]:
            async with Outbox(relay(server.port)) as outbox:
                first = await outbox.deliver("head@a.example", LETTER, lambda: None)
                play.answers = {}
                return [first, await outbox.deliver("head@b.example", LETTER, lambda: None)]

        refused, sent = asyncio.run(send())
        assert server.calls == 1
    assert isinstance(refused, Refused)
    assert refused.code == code
    assert "@" not in refused.why
    assert isinstance(sent, Sent)


def test_a_refused_sender_is_no_fault_of_the_letter() -> None:
    with scripted(Play(answers={"mail": b"550 5.7.60 not allowed to send as this"})) as server:
        (answer,) = delivered(relay(server.port), ("head@a.example", LETTER))
    assert isinstance(answer, Retry)
    assert not answer.after_data


def test_a_letter_too_large_for_the_relay_is_refused_at_the_envelope() -> None:
    with scripted(Play(answers={"mail": b"552 too big"})) as server:
        (answer,) = delivered(relay(server.port), ("head@a.example", LETTER))
    assert isinstance(answer, Refused)
    assert answer.code == 552


@pytest.mark.parametrize("nonsense", [b"what?", b"354 go on", b"999 bottles"])
def test_nonsense_after_the_letter_is_a_doubt(nonsense: bytes) -> None:
    with scripted(Play(answers={"final": nonsense})) as server:
        (answer,) = delivered(relay(server.port), ("head@a.example", LETTER))
    assert isinstance(answer, Retry)
    assert answer.after_data


@pytest.mark.parametrize("nonsense", [b"what?", b"250 ok"])
def test_nonsense_before_the_letter_is_no_doubt(nonsense: bytes) -> None:
    play = Play(answers={"data": nonsense})
    with scripted(play) as server:
        (answer,) = delivered(relay(server.port), ("head@a.example", LETTER))
    assert isinstance(answer, Retry)
    assert not answer.after_data
    assert play.bodies == []


def test_a_doubt_is_noted_before_the_relay_could_have_the_letter() -> None:
    play = Play()

    def unable() -> None:
        raise KeyError

    with scripted(play) as server:
        with pytest.raises(KeyError):
            delivered(relay(server.port), ("head@a.example", LETTER), on_data=unable)
        assert not any(heard.startswith(b"DATA") for heard in server.heard)
    assert play.bodies == []


def test_starttls_that_is_not_offered_sends_no_byte_of_the_login() -> None:
    with scripted(Play(abilities=(b"AUTH PLAIN LOGIN",))) as server:
        to = relay(server.port, security="starttls", user="bot", password="sesame")  # noqa: S106
        with pytest.raises(OutboxError, match="STARTTLS") as refused:
            delivered(to, ("head@a.example", LETTER))
        heard = b"\n".join(server.heard)
    assert refused.value.permanent
    assert b"AUTH" not in heard
    assert base64.b64encode(b"sesame") not in heard


@pytest.mark.parametrize(("name", "expired"), [("elsewhere.example", False), ("localhost", True)])
@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_certificate_for_another_name_or_day_gets_no_login(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, security: str, *, expired: bool
) -> None:
    wrong = make_certificate(tmp_path, name=name, expired=expired)
    monkeypatch.setenv("SSL_CERT_FILE", str(wrong.chain))
    play = Play(abilities=(b"STARTTLS", b"AUTH PLAIN LOGIN"), tls=wrong)

    def over_tls(line: Line, call: int) -> None:
        line.secure(wrong.server_context())
        play(line, call)

    with scripted(over_tls if security == "tls" else play) as server:
        to = relay(server.port, security=security, user="bot", password="sesame")  # noqa: S106
        with pytest.raises(OutboxError, match="certificate") as refused:
            delivered(to, ("head@a.example", LETTER))
        heard = b"\n".join(server.heard)
    assert refused.value.permanent
    assert b"AUTH" not in heard


def test_an_unknown_authority_gets_no_login(certificate: Certificate) -> None:
    play = Play(abilities=(b"STARTTLS", b"AUTH PLAIN LOGIN"), tls=certificate)
    with scripted(play) as server:
        to = relay(server.port, security="starttls", user="bot", password="sesame")  # noqa: S106
        with pytest.raises(OutboxError, match="certificate"):
            delivered(to, ("head@a.example", LETTER))
        assert not any(heard.startswith(b"AUTH") for heard in server.heard)


def test_a_password_in_clear_goes_to_this_machine_alone() -> None:
    for host in ("mail.example", "192.0.2.1", "localhost.example"):
        with pytest.raises(OutboxError, match="this machine only"):
            asyncio.run(probe(relay(25, host=host)))


def test_a_login_that_is_not_offered_is_said() -> None:
    with scripted(Play()) as server:
        to = relay(server.port, user="bot", password="sesame")  # noqa: S106 - invented
        with pytest.raises(OutboxError, match="login") as refused:
            asyncio.run(probe(to))
    assert refused.value.permanent


def test_a_login_that_fails_for_now_may_succeed_later() -> None:
    play = Play(answers={"auth": b"454 4.7.0 busy"}, abilities=(b"AUTH PLAIN",))
    with scripted(play) as server:
        to = relay(server.port, user="bot", password="sesame")  # noqa: S106 - invented
        with pytest.raises(OutboxError, match="454") as refused:
            asyncio.run(probe(to))
    assert not refused.value.permanent


def test_eight_bits_are_not_sent_where_seven_are_taken() -> None:
    with scripted(Play()) as server:
        (answer,) = delivered(relay(server.port), ("head@a.example", LETTER + "Zoë\r\n".encode()))
        assert not any(heard.startswith(b"MAIL") for heard in server.heard)
    assert isinstance(answer, Refused)


def test_a_silent_relay_is_given_up_after_the_timeout() -> None:
    with (
        scripted(lambda line, _: line.hear() and None) as server,
        pytest.raises(OutboxError, match=r"0\.2 seconds") as silent,
    ):
        asyncio.run(probe(relay(server.port, timeout=0.2)))
    assert not silent.value.permanent


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_nobody_listening_is_said(host: str) -> None:
    with scripted(lambda _line, _call: None) as server:
        port = server.port
    with pytest.raises(OutboxError, match="Nothing answers") as refused:
        asyncio.run(probe(relay(port, host=host)))
    assert not refused.value.permanent


def test_a_host_that_can_be_no_host_is_said() -> None:
    with pytest.raises(OutboxError, match="not known") as refused:
        asyncio.run(probe(relay(25, host="mail..example", security="tls")))
    assert refused.value.permanent
