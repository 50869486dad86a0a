"""`check_links` checks what is due, stores each result as it comes, and can be stopped."""

import os
import signal
import threading
import time
from datetime import timedelta
from io import StringIO
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from newsroom import patrol
from newsroom.links import Verdict, collect
from newsroom.management.commands import check_links
from newsroom.models import Link
from newsroom.probing import probe
from tests.factories import make_article
from tests.outside import links, reach

pytestmark = pytest.mark.soak_on_postgres


def run(site, *, pause=0, **options):
    """Run the command against the test's host; return what it printed."""
    out = StringIO()
    call_command("check_links", stdout=out, reach=reach(site), pause=pause, **options)
    return out.getvalue()


@pytest.mark.django_db
def test_the_command_checks_stores_and_sums_up(site):
    base = f"http://rada.test:{site.port}"
    article = make_article(
        body=links(f"{base}/200", f"{base}/404", f"{base}/403", f"{base}/hangs-up"),
        source_url=f"{base}/to?/200",
    )
    told = run(site)
    assert "1 articles with 5 outside links, 5 new" in told
    assert (
        "Checked: 5 links: 2 alive, 1 with a warning, 1 gave no answer for the first time, 1 dead. "
        "0 still due."
    ) in told
    assert {link.url.removeprefix(base): link.state for link in article.links.all()} == {
        "/200": "alive",
        "/404": "dead",
        "/403": "warning",
        "/hangs-up": "failing",
        "/to?/200": "alive",
    }
    assert [link.url for link in Link.objects.dead()] == [f"{base}/404"]
    site.asked.clear()
    assert "Checked: 0 links" in run(site)
    assert site.asked == []
    assert "Checked: 5 links" in run(site, all=True)
    Link.objects.update(due_at=None)
    told = run(site, limit=2)
    assert "Checked: 2 links" in told
    assert "3 still due." in told


@pytest.mark.django_db
def test_a_dry_run_asks_nobody_and_writes_nothing(site):
    make_article(body=links(f"http://rada.test:{site.port}/200", "https://:bad:/"))
    told = run(site, dry_run=True)
    assert "1 articles with 1 outside links, 1 new" in told
    assert "To check: 1." in told
    assert site.asked == []
    assert not Link.objects.exists()


@pytest.mark.django_db
def test_one_host_gets_one_request_at_a_time_with_a_pause(site):
    hosts = ["a.test", "b.test", "c.test"]
    make_article(
        body=links(*(f"http://{host}:{site.port}/{n}00" for host in hosts for n in (2, 2, 5)))
    )
    run(site, pause=0.2, workers=8)
    assert len(site.asked) == 3 * 3  # /200, /500 by HEAD and by GET
    assert site.most == 1
    for host in hosts:
        moments = sorted(moment for name, moment in site.moments if name == host)
        gaps = [after - before for before, after in zip(moments, moments[1:], strict=False)]
        assert min(gaps) >= 0.19, host


@pytest.mark.django_db
def test_a_host_that_asks_to_wait_is_left_alone(site):
    base = f"http://rada.test:{site.port}"
    make_article(body=links(f"{base}/later?172800", *(f"{base}/{n}" for n in range(5))))
    collect()
    Link.objects.exclude(url__contains="later").update(checked_at=timezone.now())  # later in line
    assert "Checked: 1 links" in run(site, all=True)
    link = Link.objects.get(url__contains="later")
    assert link.due_at - link.checked_at == timedelta(days=2)
    assert {path for _, _, path in site.asked} == {"/later?172800"}


@pytest.mark.django_db
def test_a_host_that_is_away_is_not_asked_for_each_of_its_pages(site):
    base = f"http://away.test:{site.port}"
    make_article(body=links(*(f"{base}/hangs-up?{n}" for n in range(9))))
    run(site)
    assert len({path for _, _, path in site.asked}) == 3
    assert Link.objects.filter(state="failing").count() == 9


@pytest.mark.django_db
def test_when_no_host_answers_nothing_is_recorded_against_them(site):
    make_article(body=links(*(f"http://{n}.test:{site.port}/hangs-up" for n in range(4))))
    with pytest.raises(CommandError, match="it is the network of this machine"):
        run(site)
    assert set(Link.objects.values_list("state", flat=True)) == {"unchecked"}


@pytest.mark.django_db
def test_a_witness_tells_that_it_is_the_hosts_that_are_away(site):
    make_article(body=links(f"http://lives.test:{site.port}/200"))
    run(site)
    make_article(body=links(*(f"http://{n}.test:{site.port}/hangs-up" for n in range(4))))
    run(site)
    assert Link.objects.filter(state="failing").count() == 4


@pytest.mark.django_db
def test_a_check_that_breaks_ends_neither_the_round_nor_in_silence(site, monkeypatch, caplog):
    base = f"http://rada.test:{site.port}"
    make_article(body=links(f"{base}/200", f"{base}/odd"))

    def broken(url, *rest):
        if url.endswith("odd"):
            raise RuntimeError("a fault of ours")
        return probe(url, *rest)

    monkeypatch.setattr("newsroom.management.commands.check_links.probe", broken)
    with pytest.raises(CommandError, match="1 checks broke"):
        run(site)
    assert "The check of" in caplog.text
    assert Link.objects.get(url=f"{base}/200").state == "alive"
    assert Link.objects.get(url=f"{base}/odd").problem == "Перевірити не вдалося"


@pytest.mark.django_db
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_a_stopped_run_keeps_what_it_has_and_goes_on_later(site, sent, monkeypatch):
    base = f"http://rada.test:{site.port}"
    is_kept = threading.Event()
    monkeypatch.setattr(check_links.Command, "show_checked", lambda *given: is_kept.set())
    make_article(body=links(f"{base}/200", f"http://slow.test:{site.port}/slow"))
    out = StringIO()

    def stop():
        is_kept.wait(60)
        while not any(path == "/slow" for _, _, path in site.asked):
            time.sleep(0.02)
        time.sleep(0.2)  # until it waits again
        os.kill(os.getpid(), sent)

    threading.Thread(target=stop, daemon=True).start()
    with pytest.raises(CommandError) as stopped:
        call_command("check_links", stdout=out, reach=reach(site), pause=0)
    assert stopped.value.returncode == 130
    assert "Stopped: 1 links: 1 alive" in out.getvalue()
    assert "1 still due" in out.getvalue()
    site.release.set()
    assert "Checked: 1 links: 1 alive" in run(site)


def test_no_check_begins_after_the_deadline(monkeypatch):
    begun, moment = [], [0.0]
    monkeypatch.setattr(patrol, "time", SimpleNamespace(monotonic=lambda: moment[0]))

    def check(url):
        begun.append(url)
        moment[0] += 0.2
        return Verdict("alive", 200)

    checked = patrol.Patrol(
        [Link(url=f"http://{n}.test/") for n in range(20)],
        check,
        workers=1,
        pause=0,
        deadline=0.7,
        stop=threading.Event(),
    )
    assert len(list(checked)) == len(begun) == 4
