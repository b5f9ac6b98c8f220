"""Forget app and codes of a user who has lost both; at the next sign-in a new app is set up."""

from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError

from newsletter.second_factor import forget


class Command(BaseCommand):
    help = "Forget the second factor of a user; at the next sign-in a new app is set up."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="the user's name, as at the sign-in")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["name"]).first()
        if user is None:
            raise CommandError(f"There is no user {options['name']!r}")
        forget(user)
        self.stdout.write(f"{user}: app and codes are forgotten")
