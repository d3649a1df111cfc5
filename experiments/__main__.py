"""`python -m experiments` is `gridgov`."""

from experiments.cli import main

if __name__ == "__main__":
    main()
