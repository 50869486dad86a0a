"""The containers: the compose file fits together, and the image starts what `make serve` does."""

import os
import re
import shlex

import yaml

from bench import servers

DEPLOY = servers.ROOT / "deploy"
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
SERVICES = COMPOSE["services"]
IMAGE = (DEPLOY / "Dockerfile").read_text().replace("\\\n", " ")


def test_what_a_service_names_is_there():
    for name, service in SERVICES.items():
        for other, when in service.get("depends_on", {}).items():
            assert other in SERVICES, name
            if when["condition"] == "service_healthy":
                assert SERVICES[other].get("healthcheck", "HEALTHCHECK" in IMAGE), other
        assert set(service["networks"]) <= COMPOSE["networks"].keys(), name
        for volume in service.get("volumes", []):
            source = volume.partition(":")[0]
            if source.startswith("."):
                assert source == "./tls" or (DEPLOY / source).is_file(), name
            else:
                assert source in COMPOSE["volumes"], name


def test_only_nginx_can_be_reached_from_outside():
    assert {name for name, service in SERVICES.items() if "ports" in service} == {"nginx"}
    for name in ("database", "cache"):
        assert SERVICES[name]["networks"] == ["inside"]
    assert COMPOSE["networks"]["inside"] == {"internal": True}


def test_no_secret_has_a_default():
    text = (DEPLOY / "compose.yaml").read_text()
    for name in ("SITE_URL", "SECRET_KEY", "POSTGRES_PASSWORD"):
        assert re.findall(rf"\$\{{{name}\b(..)", text)
        assert set(re.findall(rf"\$\{{{name}\b(..)", text)) == {":?"}, name


def test_settings_that_it_hands_on_are_settings():
    read = (servers.ROOT / "portal" / "settings.py").read_text()
    of_make = (servers.ROOT / "Makefile").read_text()
    for name in SERVICES["portal"]["environment"]:
        assert f'"{name}"' in read or f"\n{name} ?=" in of_make, name


def test_nobody_is_root_and_nothing_can_be_written_but_data():
    assert re.search(r"(?m)^USER 10001:10001$", IMAGE)
    for name in ("portal", "prepare"):
        service = SERVICES[name]
        assert service["read_only"]
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        made = re.search(r"VOLUME \[(.*)\]", IMAGE)[1]
        assert {f'"{volume.split(":")[1]}"' for volume in service["volumes"]} == set(
            made.split(", ")
        )


def test_the_image_installs_by_hashes_and_starts_the_server_of_make_serve():
    assert "--require-hashes -r /build/requirements.txt" in IMAGE
    started = shlex.split(re.search(r'(?m)^CMD \["sh", "-c", "exec python (.*)"\]$', IMAGE)[1])
    environment = os.environ | {"PORT": "8000", "WORKERS": "2", "THREADS": "16"}
    made = servers.command("serve", servers.PORTAL, environment)
    known = {"$WORKERS": "2", "$THREADS": "16"}
    assert [known.get(word, word) for word in started] == made[made.index("-m") :]


def test_scripts_that_it_runs_are_there():
    named = re.findall(r"deploy/[\w.]+\.(?:py|sh)", IMAGE + str(COMPOSE))
    assert set(named) == {"deploy/answers.py", "deploy/prepare.sh"}
    assert all((servers.ROOT / name).is_file() for name in named)
