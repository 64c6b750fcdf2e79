"""The command line `karama`: the third thin face of the house."""

from __future__ import annotations

from app.commands import main

if __name__ == "__main__":
    main()
