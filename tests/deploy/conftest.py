from tests.deploy.front import front  # noqa: F401
