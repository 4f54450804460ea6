"""`python -m sandbox`."""

from sandbox.launch.command import main

if __name__ == "__main__":
    main()
