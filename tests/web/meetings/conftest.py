"""The world of the project's pages."""

from tests.web.project.conftest import settled as settled
from tests.web.project.conftest import world as world
