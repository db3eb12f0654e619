"""No deadline per example: these tests say what is right, not how fast this machine is today."""

from hypothesis import settings

settings.register_profile("overlegtafel", deadline=None)
settings.load_profile("overlegtafel")
