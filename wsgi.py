"""The app object, nothing else."""

import sys

from overlegtafel import create_app
from overlegtafel.config import ConfigError

try:
    app = create_app()
except ConfigError as error:
    sys.exit(f"Instelling klopt niet. {error}")
